"""How well, and how fast, clauses are read: the figures of a folder of texts with gold, by the scorer's own logic.

    python tests/bench/bench_clauses.py DIR [--misses] [--only first|second]

DIR holds texts and gold.jsonl, or is a .json list of {file, name, restrictions, obligations, open, freedoms}.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from openaudit.licensing.clauses import ClauseReading, Find, read_clauses
from openaudit.licensing.conclusion import language_of

RARER = {
    "size-cap", "excluded-licensees", "non-production", "fixed-term", "tied-product", "confidentiality",
    "no-reverse-engineering", "guardrail-duty",
}  # fmt: skip
RARER_DUTIES = {"disclosure", "indemnity"}
HOSTILE = {
    "prose": "You may not use the Model for any commercial purpose or to harm minors, unless we agree in writing. ",
    "words": "commercial use not may ",
    "items": "(a) use\n",
    "numbers": "1. 2. 3. ",
    "digits": "1,000 ",
    "open": "((((\n",
    "quotes": '"a" ',
    "lines": "a\n",
    "blank": "\n",
    "chinese": "您不得将本模型用于军事目的",
    "one": "a",
}
FREEDOMS = ("use", "study", "modify", "share")


class Counts:
    """True positives, false positives and false negatives by kind."""

    def __init__(self) -> None:
        self.by_kind: dict[str, list[int]] = {}

    def add(self, want: set[str], got: set[str], tolerated: set[str]) -> None:
        for column, kinds in enumerate((want & got, got - want - tolerated, want - got)):
            for kind in kinds:
                self.by_kind.setdefault(kind, [0, 0, 0])[column] += 1

    def figures(self, kind: str | None = None) -> tuple[float, float, float]:
        rows = [self.by_kind[kind]] if kind else list(self.by_kind.values())
        tp, fp, fn = (sum(column) for column in zip(*rows, strict=True)) if rows else (0, 0, 0)
        p, r = tp / (tp + fp) if tp + fp else 1.0, tp / (tp + fn) if tp + fn else 1.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    def table(self) -> str:
        rows = [f"  {'':24} {'P':>6} {'R':>6} {'F1':>6}   tp  fp  fn"]
        for kind in [*sorted(self.by_kind), None]:
            tp, fp, fn = self.by_kind[kind] if kind else (sum(v[i] for v in self.by_kind.values()) for i in range(3))
            rows.append(
                f"  {kind or 'all':24} " + " ".join(f"{x:6.3f}" for x in self.figures(kind)) + f" {tp:4} {fp:3} {fn:3}"
            )
        return "\n".join(rows)


def words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() or c == "_" else " " for c in text.lower()).split())


def overlaps(a: str, b: str) -> bool:
    a, b = words(a), words(b)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    return sum(w in set(long) for w in short) / len(short) >= 0.6


def gold_of(where: Path) -> list[dict[str, Any]]:
    if where.is_file():
        return list(json.loads(where.read_text(encoding="utf-8")))
    rows = [
        json.loads(line) for line in (where / "gold.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    return [{**row, "file": str(where / row["file"])} for row in rows]


def kinds(rows: list[Any]) -> set[str]:
    return {k for k in (row if isinstance(row, str) else row["kind"] for row in rows) if not k.startswith("other:")}


def misses(want: set[str], got: set[str], ok: set[str]) -> str:
    return " ".join([*(f"-{k}" for k in sorted(want - got)), *(f"+{k}" for k in sorted(got - want - ok))])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("where", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--only", choices=("first", "second"))
    args = parser.parse_args()
    gold = gold_of(args.where)
    half = (len(gold) + 1) // 2
    gold = gold[:half] if args.only == "first" else gold[half:] if args.only == "second" else gold
    restrictions, obligations = Counts(), Counts()
    right = dict.fromkeys(("open", "license", "freedoms", "numbers", "quotes"), 0)
    asked = dict(right)
    spent = 0.0
    for row in gold:
        text = Path(row["file"]).read_text(encoding="utf-8")
        began = time.process_time()
        reading = read_clauses(text)
        spent += time.process_time() - began
        score_row(row, text, reading, restrictions, obligations, right, asked, show=args.misses)
    print("restrictions\n" + restrictions.table() + "\nobligations\n" + obligations.table())
    rp, rr, rf = restrictions.figures()
    print(
        f"n {len(gold)}  restrictions P {rp:.4f} R {rr:.4f} F1 {rf:.4f}  obligations F1 {obligations.figures()[2]:.4f}"
    )
    print(
        "  ".join(f"{k} {right[k]}/{asked[k]}" for k in right) + f"  {1000 * spent / max(1, len(gold)):.1f} ms a text"
    )
    if not args.misses:
        hostile()


def score_row(
    row: dict[str, Any], text: str, reading: ClauseReading, restrictions: Counts, obligations: Counts,
    right: dict[str, int], asked: dict[str, int], *, show: bool,
) -> None:  # fmt: skip
    want, got = kinds(row["restrictions"]), {f.kind for f in reading.restrictions}
    ok = RARER | kinds(row.get("restrictions_ok", []))
    restrictions.add(want, set(got), ok)
    want_duties, got_duties = kinds(row["obligations"]), {f.kind for f in reading.obligations}
    duties_ok = row.get("obligations_ok", [])
    ok_duties = RARER_DUTIES | (kinds(duties_ok) if isinstance(duties_ok, list) else {duties_ok})
    obligations.add(want_duties, set(got_duties), ok_duties)
    not_license = bool(row.get("not_a_license"))
    asked["open"] += 1
    is_open = not reading.is_open if not_license else reading.is_open == row["open"]
    right["open"] += is_open
    asked["license"] += 1
    right["license"] += reading.is_license != not_license
    freedoms = "".join(getattr(reading.freedoms, name)[0] for name in FREEDOMS)
    wanted_freedoms = "" if not_license else "".join(row["freedoms"][name][0] for name in FREEDOMS)
    asked["freedoms"] += len(wanted_freedoms)
    right["freedoms"] += sum(a == b for a, b in zip(freedoms, wanted_freedoms, strict=False))
    notes = [*score_places(row, text, reading.restrictions, right, asked)]
    if show:
        parts = [misses(want, set(got), ok), misses(want_duties, set(got_duties), ok_duties), *notes]
        if not is_open:
            parts.append(f"open={reading.is_open}")
        if reading.is_license == not_license:
            parts.append(f"license={reading.is_license}")
        if wanted_freedoms and freedoms != wanted_freedoms:
            parts.append(f"freedoms {freedoms} not {wanted_freedoms}")
        print(
            f"{Path(row['file']).name} ({row['name'][:40]}; understood {reading.understood}): "
            + " | ".join(filter(None, parts))
        )


def score_places(
    row: dict[str, Any], text: str, found: tuple[Find, ...], right: dict[str, int], asked: dict[str, int]
) -> list[str]:
    notes = []
    for want in row["restrictions"]:
        mine = [f for f in found if f.kind == want["kind"]]
        if not mine:
            continue
        if want.get("quote"):
            asked["quotes"] += 1
            at = any(overlaps(text[f.start : f.end], want["quote"]) for f in mine)
            right["quotes"] += at
            notes += [] if at else [f"quote of {want['kind']}"]
        for number in ("threshold", "amount"):
            if want.get(number) is not None:
                asked["numbers"] += 1
                same = any(getattr(f, number) == want[number] for f in mine)
                right["numbers"] += same
                notes += [] if same else [f"{number} {[getattr(f, number) for f in mine]} not {want[number]}"]
    return notes


def hostile() -> None:
    """Print the time for 1 MB of texts made to be slow."""
    for name, piece in HOSTILE.items():
        text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
        language_of(text)
        began = time.process_time()
        read_clauses(text)
        print(f"  1 MB of {name}: {time.process_time() - began:.2f} s")


if __name__ == "__main__":
    main()
