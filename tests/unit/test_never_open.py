"""What must never come out open: each case was once a way to make restricted weights look open."""

import msgspec
import pytest

from openaudit.audit import audit
from openaudit.record import Unavailable
from openaudit.snapshot import Followed, Snapshot
from tests.support.snapshots import MIT, STRANGE, card, snapshot

OPEN = {"open-weights", "open-source", "open-science"}
NON_COMMERCIAL = "You may use the model for research only. Any commercial use of it is prohibited.\n"


def mit_and(words: str) -> Snapshot:
    return snapshot(card(license="mit"), texts={"LICENSE": f"{MIT}\n{words}\n"})


def under(metadata: str, **texts: str) -> Snapshot:
    return snapshot(f"---\n{metadata}\n---\n", texts=texts)


ADDED = {
    "russian": "Любое коммерческое использование запрещено без письменного согласия правообладателя.",
    "japanese": "商用利用は禁止されています。研究目的に限ります。",
    "korean": "상업적 이용은 금지됩니다.",
    "arabic": "يحظر الاستخدام التجاري لهذا النموذج.",
    "german": "Die gewerbliche Nutzung dieses Modells ist ohne schriftliche Erlaubnis des Herstellers nicht gestattet.",
    "enterprises": "Enterprises above one hundred engineers need a separate licence from Acme before they use it.",
    "mondays": "Nobody but friends of ours may touch this on Mondays, and never for gain.",
}


@pytest.mark.parametrize("words", ADDED.values(), ids=ADDED.keys())
def test_words_added_to_a_standard_licence(words: str) -> None:
    """Words beside a standard licence that were not understood, in whatever language, leave it not open."""
    assert audit(mit_and(words)).verdict.tier not in OPEN


def test_a_permission_taken_out() -> None:
    """A standard licence without one of its permissions is not open."""
    cut = " ".join(MIT.split()).replace("distribute, sublicense, and/or sell", "and share")
    assert audit(snapshot(card(license="mit"), texts={"LICENSE": cut})).verdict.tier not in OPEN


METADATA = {
    "another name": "license: apache-2.0\nlicense_name: llama3.1",
    "a stricter name": "license: apache-2.0\nlicense_name: cc-by-nc-4.0",
    "an unknown name": "license: mit\nlicense_name: acme-noncommercial",
    "a list with a placeholder": "license: [mit, other]",
    "a list with a mapping": "license: [mit, {name: cc-by-nc-4.0}]",
    "a list with an unknown": "license: [mit, acme-nc]",
    "given twice": "license: mit\nlicense: cc-by-nc-4.0",
    "broken": "license: [mit\ndatasets: x",
    "an invented exception": "license: MIT WITH Commons-Clause",
    "a sign before it": 'license: "≠ MIT"',
    "a negation": 'license: "not MIT"',
}


@pytest.mark.parametrize("metadata", METADATA.values(), ids=METADATA.keys())
def test_metadata_that_contradict_themselves(metadata: str) -> None:
    """A value that is unknown, second or no name at all is not passed over for the one that is open."""
    assert audit(under(metadata)).verdict.tier not in OPEN


FILES = {
    "a note with a term": {"LICENSE": "MIT License\n\nNon-commercial use only.\n"},
    "a note of two licences": {"LICENSE": "MIT\nCC-BY-NC-4.0\n"},
    "an end user agreement": {"EULA.txt": NON_COMMERCIAL},
    "a folder of licences": {"LICENSES/MODEL.txt": NON_COMMERCIAL},
    "a component's folder": {"transformer/LICENSE": NON_COMMERCIAL},
    "weights and code": {"LICENSE-WEIGHTS-AND-CODE": NON_COMMERCIAL},
    "a software licence by name": {"Software License Agreement.txt": NON_COMMERCIAL},
    "a policy": {
        "USE_POLICY.md": "# Policy\n\nYou agree not to use the model for military purposes or for surveillance.\n"
    },
    "a model licence beside a plain one": {"LICENSE": MIT, "MODEL_LICENSE": NON_COMMERCIAL},
}


@pytest.mark.parametrize("texts", FILES.values(), ids=FILES.keys())
def test_licence_files_beside_open_metadata(texts: dict[str, str]) -> None:
    """A file of terms counts whatever it is called and wherever it lies."""
    assert audit(snapshot(card(license="mit"), texts=texts)).verdict.tier not in OPEN


@pytest.mark.parametrize("what", ["LICENSE", "LICENSE.pdf", "MODEL_LICENSE", "https://acme.example/terms", "README.md"])
@pytest.mark.parametrize("reason", ["gated", "network", "too-large", "unreadable", "blocked"])
def test_what_may_hold_terms_and_was_not_seen(what: str, reason: str) -> None:
    """A licence file, link or card that could not be read leaves the terms undetermined."""
    missing = Unavailable(what=what, reason=reason, detail="not seen")  # type: ignore[arg-type]
    own_card = None if what == "README.md" else card(license="mit")
    record = audit(snapshot(own_card, texts={"LICENSE-MIT": MIT}, unavailable=[missing]))
    assert record.verdict.tier not in OPEN
    assert record.status == "partial"


@pytest.mark.parametrize("path", ["foo.dat", "docs/agree.md", "src/terms"])
def test_what_the_licence_link_leads_to(path: str) -> None:
    """A file that a licence link leads to holds the weights' terms, whatever its name and its folder; read or not."""
    read = msgspec.structs.replace(under("license: mit", **{path: NON_COMMERCIAL}), linked=(path,))
    assert audit(read).verdict.tier not in OPEN
    missing = Unavailable(what=path, reason="network", detail="timed out")
    unread = msgspec.structs.replace(snapshot(card(license="mit"), unavailable=[missing]), linked=(path,))
    assert audit(unread).verdict.tier not in OPEN


def test_a_repository_can_not_pose_as_the_catalogue() -> None:
    """Files of a repository that look like the catalogue's are read as what they are."""
    entry = 'id = "acme/model"\nname = "x"\nprovider = "x"\nkind = "open"\ndate = "2026-01-01"\nlicense = "mit"\n'
    record = audit(snapshot(card(license="cc-by-nc-4.0"), texts={"catalogue/LICENSE": entry}))
    assert record.verdict.tier not in OPEN


PLAIN = {
    "metadata alone": snapshot(card(license="mit")),
    "an owner and a title": snapshot(card(license="mit"), texts={"LICENSE": "The Foo Model\n\n" + MIT}),
    "a glossary": snapshot(card(license="mit"), texts={"medical_terms.txt": "Angina: chest pain.\n" * 5}),
    "third parties": snapshot(card(license="mit"), texts={"third_party/LICENSE": NON_COMMERCIAL}),
}


@pytest.mark.parametrize("example", PLAIN.values(), ids=PLAIN.keys())
def test_plainly_open_weights_stay_open(example: Snapshot) -> None:
    """What is plainly under an open licence is not made doubtful by files that hold no terms of the weights."""
    assert audit(example).verdict.tier == "open-weights"


UNKNOWN_BASES = [
    snapshot(card("# A base"), model_id="other/base"),
    snapshot(card(license="other"), texts={"LICENSE": STRANGE}, model_id="other/base"),
    snapshot(
        card(license="other", license_name="own", license_link="LICENSE"),
        listed=["LICENSE"],
        unavailable=[Unavailable(what="LICENSE", reason="gated", detail="403")],
        model_id="other/base",
    ),
    snapshot(None, unavailable=[Unavailable(what="README.md", reason="gated", detail="403")], model_id="other/base"),
]


@pytest.mark.parametrize("base", UNKNOWN_BASES)
def test_a_base_that_was_read_and_whose_terms_nobody_knows(base: Snapshot) -> None:
    """A base without known terms is no base that was audited: the model's own licence answers nothing for sure."""
    made = snapshot(card(license="mit", base_model="other/base"), model_id="acme/tuned")
    record = audit(msgspec.structs.replace(made, ancestors=(Followed("other/base", base),)))
    assert {q.answer for q in record.questions if q.id in {"commercial", "modify", "share"}} == {"unknown"}
    assert "was not audited" in record.verdict.summary
    assert "not audited" in record.lineage[0].status


def test_one_base_that_was_had_does_not_hide_another() -> None:
    """In a merge of a base that was had and one that was not, the family of the latter binds all the same."""
    text = "---\nlicense: mit\nbase_model:\n- other/base\n- x/Llama-2-13b-foo\n---\n# A\n"
    base = snapshot(card(license="apache-2.0"), model_id="other/base")
    gone = Unavailable(what="hf://x/Llama-2-13b-foo", reason="gated", detail="403")
    made = snapshot(text, unavailable=[gone], model_id="acme/merged")
    record = audit(msgspec.structs.replace(made, ancestors=(Followed("other/base", base),)))
    assert record.verdict.tier == "restricted-weights"


def test_a_sentence_beside_a_declared_base() -> None:
    """A restricted family that the text tells beside an open base that was had leaves commercial use unknown."""
    made = snapshot(
        card("This model is a fine-tune of Llama 2 13B.", license="mit", base_model="other/base"), model_id="acme/tuned"
    )
    base = snapshot(card(license="apache-2.0"), model_id="other/base")
    record = audit(msgspec.structs.replace(made, ancestors=(Followed("other/base", base),)))
    assert {q.answer for q in record.questions if q.id == "commercial"} == {"unknown"}


def test_the_ninth_base_is_told() -> None:
    """However many bases are declared, each stands in the lineage."""
    bases = "".join(f"- other/base-{n}\n" for n in range(12))
    record = audit(snapshot(f"---\nlicense: mit\nbase_model:\n{bases}---\n# A\n", model_id="acme/merged"))
    assert len(record.lineage) == 12


def test_a_dataset_that_is_gated_is_not_released() -> None:
    """Training data that the Hub gives to some only are documented at best."""
    gated = Unavailable(what="hf://datasets/acme/secret/README.md", reason="gated", detail="403")
    made = snapshot(card(license="mit", datasets="[acme/secret]"), unavailable=[gated], model_id="acme/tuned")
    axes = audit(made).axes
    assert axes is not None
    assert axes.data.level == "documented"


PLAIN_GRANT = "Acme Terms. You may use, copy, modify and distribute the Weights for any purpose.\n"


def test_no_length_dilutes_a_limit() -> None:
    """One limit that was not understood leaves a text not open, whatever stands around it."""
    harmless = "".join(f"You may copy part {n} of the Weights and distribute it.\n" for n in range(120))
    limit = "Companies that compete with friends of ours must first be blessed by the elders before they use it.\n"
    assert audit(under("license: other", LICENSE=PLAIN_GRANT + harmless)).verdict.tier in OPEN
    assert audit(under("license: other", LICENSE=PLAIN_GRANT + harmless + limit)).verdict.tier not in OPEN


def test_what_is_open_by_its_reading_alone_says_so() -> None:
    """Where no licence is known by the text, the verdict tells that it was read, and how much was understood."""
    summary = audit(under("license: other", LICENSE=PLAIN_GRANT)).verdict.summary
    assert "the text of no known licence: read clause by clause" in summary
    assert "% understood" in summary
