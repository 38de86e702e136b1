"""Findings for code scanning: SARIF 2.1.0 (OASIS Standard, with Errata 01).

A finding's place is the line that names the model (of a list, or of code), where there is one; else the words in the
repository that it rests on. Its proof is in the related locations, with file hash and snippet. What could not be
audited, or not seen, is a notification, and a model that could not be audited is an invocation that failed.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from openaudit.findings.rules import Rule, rules
from openaudit.record import AuditRecord, Evidence, Finding, Severity
from openaudit.record.json import indented
from openaudit.report import wording
from openaudit.report.places import SourceLine, address
from openaudit.report.policy_results import RULE, policy_findings
from openaudit.report.printable import printable
from openaudit.report.totals import why_failed

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "openauditFinding/v1"
LEVEL: dict[Severity, str] = {"high": "error", "medium": "warning", "low": "note", "info": "note"}
# Where evidence without an address lies: in the snapshot, as `openaudit snapshot` saves it, or in openaudit itself.
_EVIDENCE_BASE = "EVIDENCE"
_SOURCE_BASE = "%SRCROOT%"  # the name that GitHub's own tools use
_MAX_SNIPPET = 2000
_UNAUDITED, _UNSEEN, _SKIPPED = "unaudited", "unseen", "skipped"
_SAFE_IN_PATH = "/@:+,;=~!$&'()*"


class SarifFormatter(msgspec.Struct, frozen=True, kw_only=True):
    """One run with all records; `places` are the lines that name the models.

    `root` is the folder that their paths start at; `skipped` are files, with the reason, that may name more models and
    could not be read.
    """

    places: tuple[SourceLine, ...] = ()
    root: str | None = None
    skipped: tuple[tuple[str, str], ...] = ()

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The SARIF log, ending with a newline."""
        return indented({"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(records, self).whole()]})


class _Run:
    """A run as it is put together: rules and artifacts are numbered in the order in which results come upon them."""

    def __init__(self, records: Sequence[AuditRecord], formatter: SarifFormatter) -> None:
        self._records = records
        self._root = formatter.root
        self._skipped = formatter.skipped
        self._places: dict[tuple[str, str | None], list[SourceLine]] = {}
        for place in formatter.places:
            self._places.setdefault((place.reference, place.revision), []).append(place)
        seen = {(r.subject.id, r.subject.revision) for r in records}
        self._revisions = Counter(model for model, _ in seen)
        self._rules: dict[str, int] = {}
        self._artifacts: dict[tuple[str, str], int] = {}
        self._files: list[dict[str, Any]] = []

    def whole(self) -> dict[str, Any]:
        results = [result for record in self._records for result in self._results(record)]
        bases: dict[str, Any] = {
            _EVIDENCE_BASE: {"description": {"text": "The audit's snapshot, or the data of openaudit itself."}}
        }
        if self._root is not None:
            bases[_SOURCE_BASE] = {"uri": self._root, "description": {"text": "The folder that was scanned from."}}
        return {
            "tool": {"driver": self._driver()},
            "invocations": self._invocations(),
            "originalUriBaseIds": bases,
            "artifacts": self._files,
            "results": results,
            "columnKind": "unicodeCodePoints",
            "properties": {"models": [_model(record) for record in self._records]},
        }

    def _invocations(self) -> list[dict[str, Any]]:
        """One for all models that were audited, and a failed one for each that was not."""
        audited = [r for r in self._records if r.status != "failed"]
        groups = ([audited] if audited or self._skipped else []) + [[r] for r in self._records if r.status == "failed"]
        return [
            {
                "executionSuccessful": group is audited,
                "toolExecutionNotifications": [
                    *(note for record in group for note in self._notifications(record)),
                    *(_not_read(file, reason) for file, reason in self._skipped if group is audited),
                ],
            }
            for group in groups
        ]

    def _driver(self) -> dict[str, Any]:
        tools = sorted({(r.tool.name, r.tool.version, r.tool.knowledge_base) for r in self._records})
        name, version, knowledge = tools[-1] if tools else ("openaudit", "", "")
        known = rules()
        shown = [
            {"id": _UNAUDITED, "shortDescription": {"text": "The model could not be audited"}},
            {"id": _UNSEEN, "shortDescription": {"text": "Something that matters could not be seen"}},
            {"id": _SKIPPED, "shortDescription": {"text": "A file that may name models could not be read"}},
        ]
        return {
            "name": name,
            **({"version": version} if version else {}),
            "rules": [_rule(known[i]) if i in known else _unknown_rule(i) for i in self._rules],
            "notifications": shown,
            "properties": {"knowledgeBase": knowledge},
        }

    def _results(self, record: AuditRecord) -> Iterator[dict[str, Any]]:
        evidence = {e.id: e for e in record.evidence}
        seen: Counter[str] = Counter()
        for finding in (*record.findings, *policy_findings(record)):
            seen[finding.rule] += 1
            yield self._result(record, finding, [evidence[i] for i in finding.evidence], seen[finding.rule])

    def _result(self, record: AuditRecord, finding: Finding, cited: Sequence[Evidence], ordinal: int) -> dict[str, Any]:
        related = [{"id": n, **self._proof(record, e)} for n, e in enumerate(cited, 1)]
        links = " ".join(f"[{n}]({n})" for n in range(1, len(related) + 1))
        message = f"{_link_safe(record.subject.id)}: {_link_safe(finding.message)}"
        return {
            "ruleId": printable(finding.rule),
            "ruleIndex": self._rules.setdefault(finding.rule, len(self._rules)),
            "level": LEVEL[finding.severity],
            "message": {"text": f"{message} {links}".rstrip()},
            "locations": self._locations(record, cited),
            **({"relatedLocations": related} if related else {}),
            "partialFingerprints": {FINGERPRINT: _fingerprint(self._named(record), finding.rule, ordinal)},
            "properties": {"severity": finding.severity, "confidence": finding.confidence},
        }

    def _named(self, record: AuditRecord) -> str:
        """The model, with its revision only where the run has several: a new commit alone is no new finding."""
        subject = record.subject
        return f"{subject.id}@{subject.revision}" if self._revisions[subject.id] > 1 else subject.id

    def _locations(self, record: AuditRecord, cited: Sequence[Evidence]) -> list[dict[str, Any]]:
        """The lines that name the model; else the first evidence with an address; else the model by its name."""
        model = {"fullyQualifiedName": printable(record.subject.id), "kind": "resource"}
        named = [
            {
                "physicalLocation": {
                    "artifactLocation": self._source(p.file),
                    "region": {"startLine": p.line},
                },
                "logicalLocations": [model],
            }
            for revision in (record.subject.revision or "", None)
            for p in self._places.get((record.subject.id, revision), ())
        ]
        if named:
            return named
        best = next((e for e in cited if address(record, e) is not None), cited[0] if cited else None)
        proof = self._physical(record, best) if best is not None else {}
        return [{**proof, "logicalLocations": [model]}]

    def _source(self, file: str) -> dict[str, str]:
        base = {"uriBaseId": _SOURCE_BASE} if self._root is not None else {}
        return {"uri": quote(file, safe="/@:+,;=~!$&'()*"), **base}

    def _proof(self, record: AuditRecord, evidence: Evidence) -> dict[str, Any]:
        words = _link_safe(_cut(evidence.quote) or evidence.file)
        return {**self._physical(record, evidence), "message": {"text": words}}

    def _physical(self, record: AuditRecord, evidence: Evidence) -> dict[str, Any]:
        link = address(record, evidence)
        place = {"uri": link} if link else {"uri": _path(record, evidence), "uriBaseId": _EVIDENCE_BASE}
        where: dict[str, Any] = {"artifactLocation": {**place, "index": self._artifact(place, evidence.sha256)}}
        if evidence.lines is not None:
            first, last = evidence.lines
            where["region"] = {"startLine": first, "endLine": last, "snippet": {"text": _cut(evidence.quote)}}
        return {"physicalLocation": where}

    def _artifact(self, place: dict[str, str], sha256: str) -> int:
        index = self._artifacts.setdefault((place["uri"], sha256), len(self._artifacts))
        if index == len(self._files):
            self._files.append({"location": place, "hashes": {"sha-256": sha256}})
        return index

    def _notifications(self, record: AuditRecord) -> Iterator[dict[str, Any]]:
        where = {"locations": self._locations(record, ())}
        name = _link_safe(record.subject.id)
        if record.status == "failed":
            why = _link_safe(why_failed(record))
            yield {
                "descriptor": {"id": _UNAUDITED, "index": 0},
                "level": "error",
                "message": {"text": f"{name} could not be audited: {why}"},
                **where,
            }
            return
        for missing in record.unavailable:
            words = f"{missing.what}: {wording.REASON[missing.reason]}. {missing.detail}".rstrip()
            yield {
                "descriptor": {"id": _UNSEEN, "index": 1},
                "level": "warning",
                "message": {"text": f"{name}: not seen: {_link_safe(words)}"},
                **where,
            }


def _not_read(file: str, reason: str) -> dict[str, Any]:
    """The notification of a file that was skipped."""
    place = {"artifactLocation": {"uri": quote(file, safe=_SAFE_IN_PATH, errors="replace")}}
    return {
        "descriptor": {"id": _SKIPPED, "index": 2},
        "level": "warning",
        "message": {"text": f"{_link_safe(file)} was not read, and may name models: {_link_safe(reason)}"},
        "locations": [{"physicalLocation": place}],
    }


def _model(record: AuditRecord) -> dict[str, Any]:
    """The verdict, which is no finding: so that a run without results is not taken for a clean one."""
    failed = record.status == "failed"
    return {
        "id": record.subject.id,
        "revision": record.subject.revision,
        "status": record.status,
        "tier": None if failed else record.verdict.tier,
        "summary": record.verdict.summary,
        "retrievedAt": record.subject.retrieved_at,
        **_policy(record),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    parts = (("Why it matters", rule.why), ("How to mend it", rule.mend))
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.slug.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.sees},
        "help": {
            "text": "\n\n".join(f"{head}: {words}" for head, words in parts),
            "markdown": "\n\n".join(f"**{head}:** {words}" for head, words in parts),
        },
        "defaultConfiguration": {"level": LEVEL[rule.severity]},
        "properties": {"tags": ["license", "openness"], "problem.severity": _problem(rule.severity)},
    }


def _unknown_rule(rule: str) -> dict[str, Any]:
    """A rule without a description of ours: a requirement of the user's policy, or a rule of another version."""
    if not rule.startswith(RULE):
        return {"id": printable(rule)}
    name = printable(rule.removeprefix(RULE))
    return {
        "id": printable(rule),
        "shortDescription": {"text": f"The policy asks for this: {name}"},
        "fullDescription": {"text": f"The policy that the models are held against has a requirement {name}; unmet."},
        "defaultConfiguration": {"level": LEVEL["high"]},
        "properties": {"tags": ["policy"], "problem.severity": _problem("high")},
    }


def _policy(record: AuditRecord) -> dict[str, Any]:
    held = record.policy
    if isinstance(held, msgspec.UnsetType):
        return {}
    return {"policy": {"source": held.source, "verdict": held.verdict, "passes": held.passes}}


def _problem(severity: Severity) -> str:
    """The word of GitHub's code scanning for a severity that is not of security."""
    return {"high": "error", "medium": "warning"}.get(severity, "recommendation")


def _fingerprint(model: str, rule: str, ordinal: int) -> str:
    """What stays the same while the model's files change: who, which rule, the how-manieth of that rule."""
    return hashlib.sha256("\0".join((model, rule, str(ordinal))).encode("utf-8", "surrogatepass")).hexdigest()


def _link_safe(text: str) -> str:
    """Words in a message, in which SARIF would read `[words](place)` as a link (3.11.6)."""
    return printable(text).replace("](", "] (")


def _cut(words: str) -> str:
    cut = words if len(words) <= _MAX_SNIPPET else f"{words[:_MAX_SNIPPET]} […]"
    return printable(cut, keep_newlines=True)


def _path(record: AuditRecord, evidence: Evidence) -> str:
    """The file below the evidence's base: of each model its own, as two may have files of one name."""
    own = evidence.file.startswith(("openaudit/", "@catalogue/"))
    return quote(
        evidence.file if own else f"{record.subject.id}/{evidence.file}", safe="/@+,;=~!$&'()*", errors="replace"
    )
