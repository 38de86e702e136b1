"""Pages of HTML as a browser would take them apart, and what no stranger's text may become in one."""

import re
from html.parser import HTMLParser

from openaudit.record import AuditRecord, Unavailable
from openaudit.record.policy import CheckOutcome, PolicyCheck, PolicyOutcome, PolicyVerdict, Waiver
from tests.support import records
from tests.support.records import change

VOID = {"meta", "input", "br", "img", "link", "hr"}
DRAWN = {"path", "circle", "rect"}  # of SVG: closed in their own tag
OURS = re.compile(r"#[A-Za-z][\w-]*|(?:\.\./)?index\.html|models/[\w.-]+\.html|https?://\S+")


class Page(HTMLParser):
    """The elements of a page with their attributes, the words that are shown, and the JSON that stands in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif not (self.open and self.open[-1] == "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for tag, attributes in self.tags if "href" in attributes]

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


def inert(text: str, *, scripts: int) -> Page:
    """The page, once nothing in it is found to run, to load, or to lead where no address of ours leads."""
    page = Page(text)
    tags = [tag for tag, _ in page.tags]
    assert page.open == []
    assert tags.count("script") == scripts
    assert not {"img", "iframe", "object", "embed", "link", "base", "form", "video", "audio", "foreignobject"} & set(
        tags
    )
    for _, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset", "action"}
        ]
    assert all(OURS.fullmatch(link) for link in page.links)
    return page


def saying(words: str) -> AuditRecord:
    """The open record with these words in every place that a stranger can write."""
    record = records.open_weights()
    base = records.restricted()
    axes = base.axes
    assert axes is not None
    return change(
        record,
        subject=change(record.subject, id=words, url=words),
        status="partial",
        unavailable=(Unavailable(what=words, reason="not-found", detail=words),),
        verdict=change(record.verdict, summary=words),
        axes=change(
            axes,
            restrictions=tuple(
                change(r, says=words, scope=words, clause=words, basis=words) for r in axes.restrictions
            ),
            obligations=tuple(change(o, text=words, says=words, clause=words) for o in axes.obligations),
        ),
        licenses=tuple(change(x, declared=words, concluded_expression=words) for x in record.licenses),
        claims=tuple(change(c, language=words) for c in base.claims),
        findings=tuple(change(f, title=words, message=words, evidence=("e1",)) for f in base.findings),
        questions=tuple(change(q, because=words) for q in record.questions),
        lineage=tuple(change(x, id=words, license=words, status=words) for x in record.lineage),
        datasets=tuple(change(d, id=words, license=words, status=words) for d in record.datasets),
        evidence=tuple(change(e, file=words, quote=words) for e in base.evidence),
    )


def ruled(outcome: CheckOutcome, verdict: PolicyOutcome, **more: Waiver) -> AuditRecord:
    """The restricted record, held against a policy with one requirement."""
    check = PolicyCheck(rule="user-cap", outcome=outcome, message="a cap on users", evidence=("e3",), line=7, **more)
    policy = PolicyVerdict(
        policy="ours",
        source="openaudit.toml",
        sha256="d" * 64,
        evaluated_on="2026-11-22",
        verdict=verdict,
        passes=verdict == "allowed",
        checks=(PolicyCheck(rule="tier", outcome="met", message="the tier is allowed"), check),
    )
    return change(records.restricted(), policy=policy)
