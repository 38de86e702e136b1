"""How right and how fast identification is: `bench_identify.py identify.jsonl.gz [--misses] [--kind K]`.

The file has one JSON object a line: `kind`, `expected` (licences, each a list of ids that mean the same text),
`modified`, `text`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import statistics
import time
from collections import Counter
from typing import Any

from openaudit.licensing.fingerprints import load
from openaudit.licensing.identify import identify, role_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tests")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--kind")
    arguments = parser.parse_args()
    with gzip.open(arguments.tests, "rt", encoding="utf-8") as lines:
        tests: list[dict[str, Any]] = [json.loads(line) for line in lines]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    load()
    print(f"load {1000 * (time.perf_counter() - start):.1f} ms")
    right, total, told, tellable = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    times: list[tuple[float, int]] = []
    false_exact = 0
    for test in tests:
        kind = test["kind"]
        if arguments.kind and kind != arguments.kind:
            continue
        start = time.perf_counter()
        answer = identify(test["text"], role=role_of("text.txt", test["text"]))
        times.append((1000 * (time.perf_counter() - start), len(test["text"])))
        ids = set(re.findall(r"[A-Za-z0-9.+-]+", answer.expression or "")) - {"AND", "OR", "WITH"}
        identified = all(set(ids_of_one) & ids for ids_of_one in test["expected"]) if test["expected"] else not ids
        total[kind] += 1
        right[kind] += identified
        wrong = not identified
        if test["modified"] is not None and test["expected"]:
            tellable[kind] += 1
            well = identified and (answer.match == "exact") == (not test["modified"])
            told[kind] += well
            wrong |= not well
            false_exact += bool(test["modified"]) and answer.match == "exact"
        if arguments.misses and wrong:
            print(
                f"{kind} #{test['id']}: expected {test['expected']}, "
                f"got {answer.expression} ({answer.match}, {answer.coverage})"
            )
    for kind in total:
        print(f"  {kind:26} {right[kind]:4}/{total[kind]:<4} told {told[kind]}/{tellable[kind]}")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "texts": total.total(),
                "identified": round(right.total() / total.total(), 4),
                "told": round(told.total() / max(1, tellable.total()), 4),
                "false_exact": false_exact,
                "false_positives": total["nonlicence"] - right["nonlicence"],
                "median_ms": round(statistics.median(ms for ms, _ in times), 2),
                "p95_ms": round(sorted(ms for ms, _ in times)[len(times) * 95 // 100], 2),
                "max_ms": round(max(times)[0], 1),
                "max_chars": max(times)[1],
                "memory_mb": [before // 1024, after // 1024],
            }
        )
    )


if __name__ == "__main__":
    main()
