"""A record in which every stranger's text tries something, and what none of it may become."""

from openaudit.classify.profile import use
from openaudit.record import AuditRecord, Unavailable
from openaudit.record.use import Profile
from tests.support import records
from tests.support.records import change

HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ESCAPES = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202e\u200b"
BYTES = "\udcff"  # as a file system hands out a name that is no UTF-8
LINKS = "[x](http://evil.example/) ![y](http://evil.example/p.png) http://evil.example www.evil.example"
MARKUP = f"a|b `c` ```d``` {LINKS} **z**"
FORMULA = '=HYPERLINK("http://evil.example")'
ALL = f"{FORMULA} {HTML} {ESCAPES} {MARKUP}\n# heading\n- list\n```\nout of the fence"


def hostile() -> AuditRecord:
    """The restricted record with these words in every place that a stranger can write."""
    record = records.restricted()
    axes = record.axes
    assert axes is not None
    found = change(
        record,
        subject=change(record.subject, id=f"{FORMULA}/{HTML}{MARKUP}"),
        status="partial",
        unavailable=(Unavailable(what=ALL, reason="not-found", detail=ALL),),
        verdict=change(record.verdict, summary=ALL),
        axes=change(
            axes,
            restrictions=tuple(change(r, says=ALL, scope=ALL, clause=MARKUP, basis=MARKUP) for r in axes.restrictions),
            obligations=tuple(change(o, text=ALL, says=ALL) for o in axes.obligations),
        ),
        licenses=tuple(change(found, declared=ALL) for found in record.licenses),
        findings=tuple(change(f, title=ALL, message=ALL) for f in record.findings),
        questions=tuple(change(q, because=ALL) for q in record.questions),
        lineage=tuple(change(x, id=ALL, license=ALL, status=ALL) for x in records.open_weights().lineage),
        datasets=tuple(change(d, id=ALL, license=ALL, status=ALL) for d in records.open_weights().datasets),
        evidence=tuple(change(e, file=f"{MARKUP}{ESCAPES}{BYTES}.md", quote=ALL) for e in record.evidence),
        files=tuple(change(f, path=f"{MARKUP}{ESCAPES}{BYTES}.md") for f in record.files),
    )
    return change(found, use=use(found, Profile(use="commercial")))
