"""Print how identification compares with other engines on the same texts, in one run.

    python tests/bench/bench_identify_others.py IDENTIFY.JSONL.GZ SCANCODE_PYTHON [HOW_MANY]

IDENTIFY.JSONL.GZ: labelled texts, a JSON object a line (`kind`, `expected`: lists of ids that mean the same, `text`).
SCANCODE_PYTHON: the interpreter of a virtual environment with `scancode-toolkit-mini==32.5.0 pluggy==1.6.0
licenseclassifier`: these are no dependencies of ours, and scancode wants an older pluggy.

IDENTIFY.JSONL.GZ: labelled texts, a JSON object a line (`kind`, `expected`: lists of equal ids, `text`).
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

OURS = """
import json, sys
from openaudit.licensing.identify import identify, role_of
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    print(json.dumps(identify(text, role=role_of(path, text)).expression or ""))
"""
SCANCODE = """
import json, sys
from licensedcode.cache import build_spdx_license_expression, get_index, get_licensing
index, licensing = get_index(), get_licensing()
for path in sys.argv[1:]:
    keys = {match.rule.license_expression for match in index.match(location=path)}
    found = {build_spdx_license_expression(key, licensing=licensing) for key in keys if key}
    print(json.dumps(" AND ".join(sorted(found))))
"""
CLASSIFIER = """
import json, sys
from licenseclassifier import identify_license
for path in sys.argv[1:]:
    found = identify_license(open(path, encoding="utf-8").read())
    print(json.dumps(" AND ".join(sorted({one.id for one in found}))))
"""


def sample(path: str, count: int) -> list[dict[str, Any]]:
    """`count` texts, evenly over the file, so that every kind is in."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines]
    return texts[:: max(1, len(texts) // count)][:count]


def right(text: dict[str, Any], answer: str) -> bool:
    """Whether all licences of the text are in the answer, or nothing is where there is none."""
    ids = set(re.findall(r"[A-Za-z0-9.+-]+", answer)) - {"AND", "OR", "WITH", "None"}
    return all(set(e) & ids for e in text["expected"]) if text["expected"] else not ids


def run(name: str, python: str, program: str, files: list[str], texts: list[dict[str, Any]]) -> None:
    """Run an engine over the files and print its figures."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen([python, "-c", program, *files], stdout=out, stderr=err, env=dict(os.environ))
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        out.seek(0)
        err.seek(0)
        answers = [json.loads(line) for line in out.read().splitlines() if line.startswith('"')]
        if len(answers) != len(texts):
            print(f"{name:18} failed: {err.read()[-300:]}")
            return
    correct = sum(right(text, answer) for text, answer in zip(texts, answers, strict=True))
    cpu = used.ru_utime + used.ru_stime
    print(
        f"{name:18} right {correct:4}/{len(texts)}  {1000 * cpu / len(texts):8.1f} ms cpu a text, loading included  "
        f"{used.ru_maxrss / 1024:7.0f} MB"
    )


def main() -> None:
    texts = sample(sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else 200)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(texts):
            path = Path(folder) / f"{number:04}.txt"
            path.write_text(text["text"], encoding="utf-8", errors="replace")
            files.append(str(path))
        run("openaudit", sys.executable, OURS, files, texts)
        run("licenseclassifier", sys.argv[2], CLASSIFIER, files, texts)
        run("scancode-mini", sys.argv[2], SCANCODE, files, texts)


if __name__ == "__main__":
    main()
