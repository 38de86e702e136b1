import pytest

from openaudit.audit import audit
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.reference import Reference
from openaudit.record import Unavailable
from openaudit.record.mof import MofComponent
from tests.support.snapshots import MIT, STRANGE, card, snapshot
from tests.support.supplied import mof, mof_of_snapshot

BODY = "# Foo\n\nA model for testing.\n"


def component(name: str, *args: object, **kwargs: object) -> MofComponent:
    """A component of the audit of a snapshot that is made of these arguments."""
    found = mof_of_snapshot(snapshot(*args, **kwargs))  # type: ignore[arg-type]
    return next(c for c in found.components if c.name == name)


def test_nothing_is_included_without_evidence() -> None:
    """Every component that counts cites a place; without a card or weights nothing counts."""
    record = audit(snapshot(card(BODY, license="mit"), texts={"LICENSE": MIT}))
    ids = {e.id for e in record.evidence}
    assert all(c.evidence and set(c.evidence) <= ids for c in mof(record).components if c.status == "included")
    bare = mof_of_snapshot(snapshot(None, weights=()))
    assert {c.status for c in bare.components} <= {"missing", "unknown"}
    assert bare.class_ is None


def test_openly_licensed_weights_are_included_on_condition() -> None:
    """Weights under MIT count; MIT is no licence for data, so that the pass is conditional."""
    found = component("Model parameters (Final)", card(BODY, license="mit"))
    assert (found.status, found.license, found.conditional) == ("included", "MIT", True)


@pytest.mark.parametrize("license_", ["llama3.1", "cc-by-nc-4.0", "openrail"])
def test_restricted_weights_are_invalid(license_: str) -> None:
    """A licence that restricts is none of MOF's open ones."""
    assert component("Model parameters (Final)", card(BODY, license=license_)).status == "invalid"


def test_no_licence_is_unlicensed_and_an_unreadable_one_unknown() -> None:
    """Without any licence the weights are unlicensed; where one could not be read, nobody knows."""
    assert component("Model parameters (Final)", card(BODY)).status == "unlicensed"
    unread = (Unavailable(what="LICENSE", reason="gated", detail=""),)
    assert component("Model parameters (Final)", card(BODY), unavailable=unread).status == "unknown"
    assert component("Model parameters (Final)", card(BODY, license="mit"), unavailable=unread).status == "unknown"


def test_a_strange_text_is_never_open() -> None:
    """Terms that nothing known matches make no component included, whatever the metadata say."""
    found = mof_of_snapshot(snapshot(card(BODY, license="mit"), texts={"LICENSE": STRANGE}))
    assert not any(c.status == "included" for c in found.components)


def test_a_misspelt_or_unnamed_licence_is_not_known() -> None:
    """A licence that nobody knows is neither open nor proven to be closed."""
    assert component("Model parameters (Final)", card(BODY, license="other")).status == "unknown"
    assert component("Model parameters (Final)", card(BODY, license="acme-terms-9")).status == "unknown"


@pytest.mark.parametrize("weights", [["adapter_model.safetensors"], ["model-00001-of-00002.safetensors"], []])
def test_weights_that_are_not_whole_are_missing(weights: list[str]) -> None:
    """An adapter, a gap in the shards or no weights at all are not the final parameters."""
    assert component("Model parameters (Final)", card(BODY, license="mit"), weights=weights).status == "missing"


def test_what_a_base_imposes_binds_the_weights_only() -> None:
    """A card is under its own model's licence even where the weights inherit a restricted one."""
    text = card(BODY, license="mit", base_model="meta-llama/Llama-2-7b-hf")
    assert component("Model card", text).license == "MIT"


def test_a_licence_for_the_weights_alone_covers_no_document() -> None:
    """The card of a model whose only licence is named for its weights has none that was read."""
    texts = {"LICENSE-MODEL": MIT}
    assert component("Model parameters (Final)", card(BODY), texts=texts).status == "included"
    assert component("Model card", card(BODY), texts=texts).status != "included"


def test_a_card_needs_words() -> None:
    """A README that holds metadata alone is no model card; one that was not read is unknown; no README is missing."""
    assert component("Model card", card(BODY, license="mit")).status == "included"
    assert component("Model card", "---\nlicense: mit\n---\n").status == "missing"
    assert component("Model card", None).status == "missing"
    unread = (Unavailable(what="README.md", reason="gated", detail=""),)
    assert component("Model card", None, unavailable=unread).status == "unknown"


def test_a_part_of_the_card_that_was_not_read_leaves_nothing_missing() -> None:
    """What an unread card might show is unknown, and not missing."""
    unread = (Unavailable(what="README.md", reason="gated", detail=""),)
    found = mof_of_snapshot(snapshot(None, unavailable=unread))
    assert {c.name for c in found.components if c.status == "missing"} == set()


def test_shipped_training_code_is_under_the_releases_licence() -> None:
    """A training script in the repository is included under the licence of the release."""
    found = component("Training code", card(BODY, license="apache-2.0"), listed=("train.py",))
    assert (found.status, found.license, found.conditional) == ("included", "Apache-2.0", False)


LINKED = "\n## Training\n\nThe training code is available at [our repository](https://github.com/acme/foo-train).\n"


def test_linked_training_code_is_unknown_for_its_licence_was_not_read() -> None:
    """A link to a project shows that code is there, not under which licence."""
    found = component("Training code", card(BODY + LINKED, license="mit"))
    assert (found.status, found.license) == ("unknown", None)
    assert found.evidence


def test_the_card_may_tell_the_licence_of_linked_code() -> None:
    """Where the card names a licence for the code, linked code is under that one."""
    said = "\n## License\n\nThe code is licensed under Apache-2.0, the model weights under MIT.\n"
    found = component("Training code", card(BODY + LINKED + said, license="mit"))
    assert (found.status, found.license) == ("included", "Apache-2.0")


def test_a_linked_paper_is_unknown_for_its_licence_is_its_own() -> None:
    """A paper that is linked is there, under terms that were not read: most archives keep their own."""
    body = BODY + "\nSee our [paper](https://arxiv.org/abs/2601.00001) for details.\n"
    assert component("Research paper", card(body, license="mit")).status == "unknown"


@pytest.mark.parametrize(
    "said",
    [
        "It uses [attention](https://arxiv.org/abs/1706.03762).",
        "[PDF](https://example.org/foo.pdf)",
        "```\n@article{foo, title={Foo}}\n```",
    ],
)
def test_papers_that_may_be_another_s_leave_it_unknown(said: str) -> None:
    """A link to papers, or an entry to cite, may be the model's own paper or not, and may hold its results."""
    for name in ("Research paper", "Technical report", "Evaluation results"):
        found = component(name, card(f"{BODY}\n{said}\n", license="mit"))
        assert found.status == "unknown"
        assert found.evidence
        assert component(name, card(BODY, license="mit")).status == "missing"


def test_results_in_the_card_count_as_evaluation_results() -> None:
    """A table of results in the model card is the component, under the card's licence."""
    body = BODY + "\n## Evaluation\n\n| Benchmark | Score |\n|---|---|\n| MMLU | 61.2 |\n"
    assert component("Evaluation results", card(body, license="cc-by-4.0")).status == "included"
    assert component("Evaluation results", card(BODY, license="cc-by-4.0")).status == "missing"


def test_an_architecture_that_a_library_has_is_unknown() -> None:
    """A configuration names the architecture; its code lies elsewhere. Shipped modelling code is included."""
    texts = {"config.json": '{\n "architectures": ["FooForCausalLM"]\n}\n'}
    found = component("Model architecture", card(BODY, license="mit"), texts=texts)
    assert (found.status, len(found.evidence)) == ("unknown", 1)
    found = component("Model architecture", card(BODY, license="mit"), listed=("modeling_foo.py",))
    assert (found.status, found.license) == ("included", "MIT")


def test_only_code_that_runs_the_model_is_inference_code() -> None:
    """A training script is none, nor a snippet in the card; a file whose name says so is."""
    code = card(BODY + "\n```python\nfrom transformers import pipeline\npipeline('x')\n```\n", license="mit")
    assert component("Inference code", code).status == "unknown"
    assert component("Inference code", code, listed=("train.py",)).status == "unknown"
    assert component("Inference code", code, listed=("inference.py",)).status == "included"


def test_what_an_ancestor_imposes_and_was_not_read_is_said() -> None:
    """Weights under an open licence that descend from what was not audited are neither met nor missing."""
    found = component("Model parameters (Final)", card(BODY, license="mit", base_model="other/base"))
    assert (found.status, found.reason) == ("unknown", "what it inherits from other/base was not audited")


def test_named_datasets_are_unknown_until_their_licence_is_read() -> None:
    """Datasets that the card names are released; under which licence was not read."""
    assert component("Datasets", card(BODY, license="mit", datasets="acme/data")).status == "unknown"
    assert component("Datasets", card(BODY, license="mit")).status == "missing"


@pytest.mark.parametrize(
    ("licenses", "status"),
    [
        (("cc0-1.0", "mit"), "included"),
        (("cc0-1.0", None), "unknown"),
        (("cc-by-nc-4.0", None), "invalid"),
        (("cc0-1.0", "llama3.1"), "invalid"),
    ],
)
def test_datasets_are_under_the_licences_of_their_own_cards(licenses: tuple[str | None, ...], status: str) -> None:
    """All that are named must be open; one that is not costs the component, whatever could not be read."""
    texts = {
        f"hf://datasets/acme/d{n}/README.md": card("# Data", license=own)
        for n, own in enumerate(licenses)
        if own is not None
    }
    named = ", ".join(f"acme/d{n}" for n in range(len(licenses)))
    assert component("Datasets", card(BODY, license="mit", datasets=f"[{named}]"), texts=texts).status == status


def test_the_class_that_is_possible_takes_the_unknown_for_open() -> None:
    """`possible_class` bounds from above what `class` claims from below."""
    found = mof_of_snapshot(snapshot(card(BODY, license="mit")))
    assert (found.class_, found.possible_class) == (None, None)
    body = BODY + (
        "\nSee our [paper](https://arxiv.org/abs/2601.00001).\n\n## Evaluation\n\n| B | S |\n|---|---|\n| A | 1.5 |\n"
    )
    found = mof_of_snapshot(snapshot(card(body, license="mit", datasets="acme/data")))
    assert (found.class_, found.possible_class) == (None, "III")
    assert found.missing == ()
    assert set(found.unknown) == {"Model architecture", "Technical report", "Data card"}


def test_a_system_that_only_the_catalogue_knows_has_nothing_included() -> None:
    """An API-only system has no class; what its provider does not tell is unknown."""
    found = mof_of_snapshot(CatalogueFetcher().fetch(Reference("catalogue", "openai/gpt-5")))
    assert not any(c.status == "included" for c in found.components)
    assert found.possible_class is None


def oa601(text: str) -> list[str]:
    return [f.message for f in audit(snapshot(text)).findings if f.rule == "OA601"]


def test_oa601_names_what_the_next_class_asks_for() -> None:
    """Where the weights are open, an info tells what is missing and what could not be told; elsewhere nothing does."""
    (message,) = oa601(card(BODY, license="mit"))
    assert "class III also asks for" in message
    assert "nothing that was read can tell" in message
    assert oa601(card(BODY, license="llama3.1")) == []
    assert oa601(card(BODY)) == []
