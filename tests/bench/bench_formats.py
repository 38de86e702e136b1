"""How long each format takes, and how large it is: `python tests/bench/bench_formats.py RECORDS.jsonl [COUNT]`.

The records are a batch's; they are repeated until there are COUNT of them (1,000 without it).
"""

import sys
import time
from itertools import cycle, islice
from pathlib import Path

from openaudit.record.filed import read_records
from openaudit.report.formats import FORMATS, formatter


def main() -> None:
    """Print milliseconds of CPU and bytes a record, format by format."""
    file, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    raw = file.read_bytes()
    start = time.process_time()
    read = read_records(raw, file.name)
    print(f"{'read':14} {(time.process_time() - start) * 1000 / len(read):8.2f} ms {len(raw) / len(read):10,.0f} bytes")
    records = list(islice(cycle(read), count))
    for name in FORMATS:
        if name != "badge":
            start = time.process_time()
            written = formatter(name).format(records)
            spent = (time.process_time() - start) * 1000 / count
            size = len(written if isinstance(written, bytes) else written.encode()) / count
            print(f"{name:14} {spent:8.2f} ms {size:10,.0f} bytes", flush=True)


if __name__ == "__main__":
    main()
