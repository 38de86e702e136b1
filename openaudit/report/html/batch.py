"""The page of many models: tiers over the list, and a heat map that its script filters and sorts.

The models stand in the page as JSON, words that repeat only once, and a hundred rows of them are drawn at a time: so
thousands stay quick.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from openaudit.record import AuditRecord
from openaudit.report import wording
from openaudit.report.frameworks import standing
from openaudit.report.html.dimensions import TITLES, dimensions
from openaudit.report.html.environment import embedded, render
from openaudit.report.html.policy import in_a_word
from openaudit.report.places import web_address
from openaudit.report.totals import BatchTotals

FAILED = "failed"
_TIERS = (*reversed(wording.SPECTRUM), "undetermined", FAILED)
_UNKNOWN_LICENSE = "not known"
_POLICY = "Policy"
_FRAMEWORKS = {"mof_class": "MOF", "osaid_conforms": "OSAID", "osai_score": "OSAI", "eu_exempt": "EU 53(2)"}


class Choice(msgspec.Struct, frozen=True):
    """What a filter offers: its key, its words, how many models have it."""

    key: str
    words: str
    count: int


def page(records: Sequence[AuditRecord], names: Sequence[str] | None) -> str:
    """The whole page; `names` are the addresses of the models' own pages, in order, where there are such."""
    tiers = Counter(_tier(r) for r in records)
    totals = BatchTotals()
    for record in records:
        totals.add(record)
    restrictions = Counter(kind for r in records for kind in _restrictions(r))
    rules = Counter(rule for r in records for rule in _rules(r))
    titles = {f.rule: f.title for r in reversed(records) for f in r.findings}
    licenses = Counter(_license(r) for r in records if r.status != FAILED)
    return render(
        "index.html",
        count=len(records),
        tiers=[Choice(t, _tier_words(t), tiers[t]) for t in _TIERS],
        partial=sum(r.status == "partial" for r in records),
        failed=tiers[FAILED],
        undetermined=totals.undetermined(),
        licenses=[Choice(name, name, n) for name, n in sorted(licenses.items(), key=lambda i: (-i[1], i[0]))],
        restrictions=[Choice(k, wording.reason(k), n) for k, n in restrictions.most_common()],
        rules=[Choice(rule, f"{rule} {titles[rule]}", rules[rule]) for rule in sorted(rules)],
        policies=[Choice(word, word, n) for word, n in Counter(filter(None, map(in_a_word, records))).most_common()],
        data=embedded(_data(records, names)),
    )


def _tier(record: AuditRecord) -> str:
    return FAILED if record.status == "failed" else record.verdict.tier


def _tier_words(tier: str) -> str:
    return "not audited" if tier == FAILED else wording.phrase(tier)


def _license(record: AuditRecord) -> str:
    """What is concluded of the weights' licence; else what is declared, called no more than that."""
    found = next((c for c in record.licenses if c.component == "weights"), None)
    if found is None or not (found.concluded_expression or found.declared_expression):
        return _UNKNOWN_LICENSE
    return found.concluded_expression or f"declared {found.declared_expression}, not confirmed"


def _restrictions(record: AuditRecord) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.kind for r in record.axes.restrictions)) if record.axes is not None else ()


def _rules(record: AuditRecord) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.rule for f in record.findings))


class _Words:
    """Texts by their number, each kept once."""

    def __init__(self) -> None:
        self.all: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.all.setdefault(text, len(self.all))


def _data(records: Sequence[AuditRecord], names: Sequence[str] | None) -> dict[str, Any]:
    """What the script reads: `words`, and each model as a list in the order of `columns`."""
    words = _Words()
    held = [standing(r.frameworks) for r in records]
    frameworks = [key for key in _FRAMEWORKS if any(key in found for found in held)]
    policies = [in_a_word(r) for r in records]
    ruled = any(policies)
    rows = [
        _row(record, names[n] if names is not None else web_address(record.subject.url), words)
        + [_standing(key, record, held[n].get(key, "")) for key in frameworks]
        + ([policies[n] or "unknown"] if ruled else [])
        for n, record in enumerate(records)
    ]
    return {
        "dimensions": list(TITLES.values()),
        "frameworks": [*(_FRAMEWORKS[key] for key in frameworks), *([_POLICY] if ruled else [])],
        "policy": len(frameworks) if ruled else -1,
        "tiers": {tier: _tier_words(tier) for tier in _TIERS},
        "words": list(words.all),
        "rows": rows,
    }


def _row(record: AuditRecord, address: str | None, words: _Words) -> list[Any]:
    grave = sum(f.severity in {"high", "medium"} for f in record.findings)
    return [
        record.subject.id,
        address,
        _TIERS.index(_tier(record)),
        record.status,
        words.number("" if record.status == "failed" else _license(record)),
        [words.number(kind) for kind in _restrictions(record)],
        [words.number(rule) for rule in _rules(record)],
        grave,
        record.verdict.summary if record.status == "failed" else "",
        [[-1 if d.steps is None else d.steps, words.number(d.word)] for d in dimensions(record)],
    ]


def _standing(column: str, record: AuditRecord, value: Any) -> str:
    """An outcome in a word; no class is none only where what was not seen leaves room for none."""
    mof = record.frameworks.mof
    if column == "mof_class" and mof is not None and mof.class_ is None:
        return "none" if mof.possible_class is None else "unknown"
    if value is None:
        return "unknown"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
