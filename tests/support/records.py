"""Sample audit records, one for each kind of outcome; models, licences and quotes are made up."""

from typing import Any, TypeVar

import msgspec

from openaudit.record import (
    AuditRecord,
    Axes,
    Claim,
    Code,
    ComponentLicense,
    Data,
    Dataset,
    Evidence,
    File,
    Finding,
    Freedoms,
    LineageLink,
    Obligation,
    Question,
    Restriction,
    Subject,
    Tool,
    Unavailable,
    Verdict,
    Weights,
)
from openaudit.record.frameworks import Frameworks

TOOL = Tool(name="openaudit", version="0.1.0", knowledge_base="2026-11-21")
README = "a" * 64
LICENSE = "b" * 64
LISTING = "c" * 64


S = TypeVar("S", bound=msgspec.Struct)


def change(value: S, **changes: Any) -> S:
    return msgspec.structs.replace(value, **changes)


def subject(name: str, **changes: Any) -> Subject:
    seen = Subject(
        id=name,
        revision="0e9e39f249a16976918f6564b8830bc894c89659",
        source="hub",
        url=f"https://huggingface.co/{name}",
        gated=False,
        retrieved_at="2026-11-21T10:00:00Z",
    )
    return change(seen, **changes)


def cite(number: int, file: str, lines: tuple[int, int] | None, quote: str) -> Evidence:
    digest = {"README.md": README, "LICENSE": LICENSE}.get(file, LISTING)
    return Evidence(id=f"e{number}", file=file, sha256=digest, lines=lines, quote=quote)


def restricted() -> AuditRecord:
    """Gated weights under a community licence with a user cap, claimed to be open source."""
    return AuditRecord(
        tool=TOOL,
        subject=subject("example/Lark-3.1-8B", gated=True),
        status="complete",
        unavailable=(),
        verdict=Verdict(
            tier="restricted-weights",
            reasons=("user-cap", "field-of-use", "mutable-policy"),
            full_pipeline=False,
            summary=(
                "The weights can be downloaded once access is granted, but their licence limits who may use them and "
                "for what: this is not an open licence."
            ),
            evidence=("e1", "e3"),
        ),
        axes=Axes(
            weights=Weights(level="gated", formats=("safetensors",), checkpoints="none", evidence=("e2",)),
            code=Code(level="inference", evidence=("e6",)),
            data=Data(level="described", evidence=("e7",)),
            freedoms=Freedoms(
                use="conditional", study="yes", modify="conditional", share="conditional", evidence=("e3",)
            ),
            restrictions=(
                Restriction(
                    kind="user-cap",
                    component="weights",
                    clause="2",
                    threshold=700_000_000,
                    metric="monthly-active-users",
                    says="Whoever has more users on the release date needs another licence, which can be refused.",
                    basis="LicenseRef-example-lark-3.1",
                    evidence=("e3",),
                ),
                Restriction(
                    kind="field-of-use",
                    component="weights",
                    clause="1.b.iv",
                    says="A policy lists uses that are forbidden.",
                    basis="LicenseRef-example-lark-3.1",
                    evidence=("e4",),
                ),
                Restriction(
                    kind="mutable-policy",
                    component="weights",
                    clause="1.b.iv",
                    says="The policy stands at an address, and its maker can change it.",
                    basis="LicenseRef-example-lark-3.1",
                    evidence=("e4",),
                ),
            ),
            obligations=(
                Obligation(
                    kind="display", text="Built with Lark", component="weights", clause="1.b.i", evidence=("e5",)
                ),
                Obligation(kind="naming", text="Lark", component="weights", clause="1.b.i", evidence=("e5",)),
                Obligation(kind="notice", component="weights", clause="1.b.iii", evidence=("e5",)),
            ),
        ),
        licenses=(
            ComponentLicense(
                component="weights",
                declared="lark3.1",
                declared_expression="LicenseRef-example-lark-3.1",
                detected_expression="LicenseRef-example-lark-3.1",
                concluded_expression="LicenseRef-example-lark-3.1",
                match="exact",
                coverage=0.998,
                added=(),
                evidence=("e1", "e3"),
            ),
        ),
        claims=(Claim(kind="open-source", about="self", language="en", evidence=("e8",)),),
        findings=(
            Finding(
                rule="OA305",
                severity="medium",
                confidence="high",
                title="Some uses are forbidden",
                message="The licence forbids a list of uses.",
                evidence=("e4",),
            ),
            Finding(
                rule="OA506",
                severity="low",
                confidence="medium",
                title="No information on the training data",
                message="The card names kinds of sources and nothing else.",
                evidence=("e7",),
            ),
            Finding(
                rule="OA101",
                severity="high",
                confidence="high",
                title="Called open source, under a restricted licence",
                message="The card calls the model open source; its licence has a cap on users and forbidden uses.",
                evidence=("e8", "e3"),
            ),
        ),
        frameworks=Frameworks(),
        questions=(
            Question(
                id="download",
                answer="conditional",
                because="Access is granted after a form is filled in.",
                evidence=("e2",),
            ),
            Question(
                id="self-host",
                answer="yes",
                because="The weights run on any machine that can hold them.",
                evidence=("e2",),
            ),
            Question(
                id="inspect", answer="yes", because="Weights and configuration are in the repository.", evidence=("e2",)
            ),
            Question(
                id="built-how", answer="no", because="Neither training code nor data is released.", evidence=("e7",)
            ),
            Question(
                id="modify",
                answer="conditional",
                because="Allowed, under the same terms and name duty.",
                evidence=("e5",),
            ),
            Question(
                id="share", answer="conditional", because="Allowed, with the licence and its policy.", evidence=("e5",)
            ),
            Question(
                id="commercial",
                answer="conditional",
                because="Not for those with more than 700 million monthly active users.",
                evidence=("e3",),
            ),
            Question(
                id="train-others", answer="conditional", because="Allowed, if the name shows it.", evidence=("e5",)
            ),
            Question(id="eu", answer="yes", because="No place is excluded.", evidence=()),
            Question(id="keep", answer="unknown", because="Nothing is said of withdrawal.", evidence=()),
        ),
        lineage=(),
        datasets=(),
        evidence=(
            cite(1, "README.md", (3, 3), "license: lark3.1"),
            cite(2, "@repository.json", (4, 4), '"gated": "manual",'),
            cite(
                3,
                "LICENSE",
                (45, 52),
                "2. Large operators. If on the day of release the products and services of the Licensee, together\n"
                "with those of its affiliates, have more than 700 million users who are active in a month, the\n"
                "Licensee must ask for a further licence, which we may grant or refuse as we see fit, and until\n"
                "then none of the rights in this agreement may be used, by the Licensee or on its behalf.",
            ),
            cite(
                4, "LICENSE", (38, 40), "Your use must follow the acceptable use policy at https://lark.example/policy."
            ),
            cite(5, "LICENSE", (22, 30), "Show “Built with Lark” and begin the name of your model with “Lark”."),
            cite(6, "README.md", (60, 74), "pipeline = load(model_id)"),
            cite(7, "README.md", (88, 88), "Trained on a mix of publicly available web pages, books and code."),
            cite(8, "README.md", (12, 12), "Lark 3.1 is our most capable open source model yet."),
        ),
        files=(File(path="README.md", size=40_883, sha256=README), File(path="LICENSE", size=7_627, sha256=LICENSE)),
    )


def open_weights() -> AuditRecord:
    """Weights under an open licence, and not more: a fine-tune with one dataset, nothing amiss but the usual gaps."""
    return change(
        restricted(),
        subject=subject("example/Finch-7B"),
        verdict=Verdict(
            tier="open-weights",
            reasons=(),
            full_pipeline=False,
            summary="The weights are under an open licence (Apache-2.0); training code and data are not released.",
            evidence=("e1",),
        ),
        axes=Axes(
            weights=Weights(
                level="full", formats=("safetensors", "gguf"), checkpoints="intermediate", evidence=("e2",)
            ),
            code=Code(level="partial", evidence=()),
            data=Data(level="documented", evidence=()),
            freedoms=Freedoms(use="yes", study="yes", modify="yes", share="yes", evidence=("e1",)),
            restrictions=(),
            obligations=(Obligation(kind="notice", component="weights", clause="4", evidence=("e1",)),),
        ),
        licenses=tuple(
            ComponentLicense(
                component=component,
                declared="apache-2.0",
                declared_expression="Apache-2.0",
                detected_expression="Apache-2.0",
                concluded_expression="Apache-2.0",
                match="exact",
                coverage=1.0,
                added=(),
                evidence=("e1", "e3"),
            )
            for component in ("weights", "code")
        ),
        claims=(),
        findings=(
            Finding(
                rule="OA505",
                severity="info",
                confidence="high",
                title="No training code",
                message="No training code is released or linked.",
                evidence=(),
            ),
        ),
        questions=(Question(id="commercial", answer="yes", because="Any use is allowed.", evidence=("e1",)),),
        lineage=(
            LineageLink(
                id="example/Finch-base", relation="finetune", license="Apache-2.0", status="followed", audited=True
            ),
        ),
        datasets=(Dataset(id="example/birdsong", license=None, status="not followed"),),
        evidence=(
            cite(1, "README.md", (2, 2), "license: apache-2.0"),
            cite(2, "@repository.json", (9, 9), '"path": "model.safetensors"'),
            cite(3, "LICENSE", (1, 201), "Apache License"),
        ),
    )


def undetermined() -> AuditRecord:
    """Weights without a licence, and a licence link that could not be followed: partial."""
    return change(
        restricted(),
        subject=subject("example/Wren-模型", revision=None, source="local", url=None, gated=None),
        status="partial",
        unavailable=(
            Unavailable(
                what="https://wren.example/license", reason="network", detail="offline: the link was not tried"
            ),
            Unavailable(what="LICENSE.pdf", reason="unreadable", detail="a PDF is not read"),
        ),
        verdict=Verdict(
            tier="undetermined",
            reasons=(),
            full_pipeline=False,
            summary="The weights are there, and no licence for them could be read.",
            evidence=(),
        ),
        axes=Axes(
            weights=Weights(level="full", formats=("pickle",), checkpoints="none", evidence=("e1",)),
            code=Code(level="none", evidence=()),
            data=Data(level="none", evidence=()),
            freedoms=Freedoms(use="unknown", study="unknown", modify="unknown", share="unknown", evidence=()),
            restrictions=(),
            obligations=(),
        ),
        licenses=(
            ComponentLicense(
                component="weights",
                declared="other",
                declared_expression=None,
                detected_expression=None,
                concluded_expression=None,
                match="none",
                coverage=None,
                added=(),
                evidence=("e1",),
            ),
        ),
        claims=(),
        findings=(
            Finding(
                rule="OA210",
                severity="medium",
                confidence="high",
                title="The licence is not named",
                message="The metadata says `other` and gives neither name nor text.",
                evidence=("e1", "e2", "e3"),
            ),
        ),
        questions=(Question(id="commercial", answer="unknown", because="No licence was found.", evidence=()),),
        evidence=(
            cite(1, "README.md", (2, 2), "license: other"),
            cite(2, "README.md", (9, 9), "本模型仅供学术研究使用，未经书面许可不得用于任何商业目的。" * 4),
            cite(3, "README.md", (14, 14), "המודל פתוח לשימוש חופשי"),
        ),
    )


def closed() -> AuditRecord:
    """A system behind an API, known from the catalogue."""
    return change(
        restricted(),
        subject=subject(
            "example/Oracle-5", revision=None, source="catalogue", url="https://oracle.example/api", gated=None
        ),
        verdict=Verdict(
            tier="closed",
            reasons=(),
            full_pipeline=False,
            summary="Nothing to download: the model is reached through its maker's API only.",
            evidence=("e1",),
        ),
        axes=Axes(
            weights=Weights(level="none", formats=(), checkpoints="none", evidence=("e1",)),
            code=Code(level="none", evidence=()),
            data=Data(level="none", evidence=()),
            freedoms=Freedoms(use="no", study="no", modify="no", share="no", evidence=()),
            restrictions=(),
            obligations=(),
        ),
        licenses=(),
        claims=(),
        findings=(
            Finding(
                rule="OA501",
                severity="high",
                confidence="high",
                title="No weights",
                message="There is nothing to download.",
                evidence=("e1",),
            ),
        ),
        questions=(
            Question(id="download", answer="no", because="The weights are not published.", evidence=("e1",)),
            Question(id="self-host", answer="no", because="Your data goes to the maker's servers.", evidence=("e1",)),
            Question(id="keep", answer="no", because="The maker can change or withdraw it.", evidence=("e1",)),
        ),
        evidence=(
            cite(1, "openaudit/catalogue/example/oracle-5.toml", (9, 9), 'says = "Reached through an API only."'),
        ),
        files=(),
    )


def failed() -> AuditRecord:
    """A model that could not be audited at all."""
    return change(
        restricted(),
        subject=subject("example/Ghost-1B", revision=None, gated=None),
        status="failed",
        unavailable=(
            Unavailable(what="example/Ghost-1B", reason="not-found", detail="the Hub knows no such repository"),
        ),
        verdict=Verdict(
            tier="undetermined",
            reasons=(),
            full_pipeline=False,
            summary="There is no such repository, or it is private and your token may not see it.",
            evidence=(),
        ),
        axes=None,
        licenses=(),
        claims=(),
        findings=(),
        questions=(),
        evidence=(),
        files=(),
    )


def all_kinds() -> tuple[AuditRecord, ...]:
    return (restricted(), open_weights(), undetermined(), closed(), failed())
