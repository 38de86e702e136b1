"""What OSAID and the OSAI index would answer if the user's own evidence is believed, beside what they answer."""

import msgspec
import pytest

from openaudit.audit import audit
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.reference import Reference
from openaudit.read.mof import framework
from openaudit.record import AuditRecord
from openaudit.record.frameworks import Criterion, Dimension, Osai, Osaid, OsaidReading, OsaiReading
from openaudit.snapshot import SUPPLIED, Snapshot
from tests.support.mot import model_file
from tests.support.snapshots import card, snapshot
from tests.support.supplied import with_evidence

MODEL = snapshot(card("# Foo\n\nA model.\n", license="mit"))
API = CatalogueFetcher().fetch(Reference("catalogue", "openai/gpt-5"))
EVERYTHING = model_file(dict.fromkeys(c.name for c in framework().components), distribution="Apache-2.0")


def told(name: str, license_: str | None, url: str = "https://example.org/it") -> str:
    given = f"    license: {license_}\n" if license_ else ""
    return f"components:\n  - name: {name}\n{given}    url: {url}\n"


def osaid(record: AuditRecord) -> Osaid:
    assert record.frameworks.osaid is not None
    return record.frameworks.osaid


def osai(record: AuditRecord) -> Osai:
    assert record.frameworks.osai is not None
    return record.frameworks.osai


def criterion(found: Snapshot, key: str) -> Criterion:
    """One criterion of OSAID with the user believed."""
    believed = osaid(audit(found)).with_supplied
    assert isinstance(believed, OsaidReading)
    return next(c for c in believed.criteria if c.id == key)


def dimension(found: Snapshot, key: str) -> Dimension:
    """One dimension of the index with the user believed."""
    believed = osai(audit(found)).with_supplied
    assert isinstance(believed, OsaiReading)
    return believed.dimensions[key]


def test_the_own_answers_stay_as_they_were() -> None:
    """Whatever is supplied, each framework's own answer is that of the same model without it, evidence included."""
    plain, given = (msgspec.to_builtins(audit(s).frameworks) for s in (MODEL, with_evidence(MODEL, EVERYTHING)))
    for name in ("mof", "osaid", "osai", "eu_ai_act"):
        held = {key: value for key, value in given[name].items() if key != "with_supplied"}
        assert held == {key: value for key, value in plain[name].items() if key != "with_supplied"}
    assert plain["mof"]["with_supplied"] is None
    assert not any("with_supplied" in plain[name] for name in ("osaid", "osai"))


def test_each_criterion_that_rests_on_the_user_is_marked_and_cites_his_file() -> None:
    """Marked is what cites the user's file, in the believing answer alone, and its reason says whose word it is."""
    record = audit(with_evidence(MODEL, EVERYTHING))
    theirs = {e.id for e in record.evidence if e.file.startswith(SUPPLIED)}
    own, believed = osaid(record), osaid(record).with_supplied
    index = osai(record).with_supplied
    assert isinstance(believed, OsaidReading)
    assert isinstance(index, OsaiReading)
    seen: tuple[Criterion | Dimension, ...] = (*own.criteria, *osai(record).dimensions.values())
    assert not any(theirs & set(j.evidence) or j.supplied for j in seen)
    judged: tuple[Criterion | Dimension, ...] = (*believed.criteria, *index.dimensions.values())
    assert any(j.supplied for j in believed.criteria)
    assert any(j.supplied for j in index.dimensions.values())
    for j in judged:
        assert j.supplied == bool(theirs & set(j.evidence)) == j.reason.startswith("the user says so of ")


def test_everything_supplied_under_approved_terms_would_conform() -> None:
    """A model with open weights and nothing else shown conforms if the user is believed in all the rest."""
    found = osaid(audit(with_evidence(MODEL, EVERYTHING)))
    assert isinstance(found.with_supplied, OsaidReading)
    assert (found.conforms, found.with_supplied.conforms) == ("unknown", "yes")


@pytest.mark.parametrize(
    ("license_", "outcome"),
    [
        ("Apache-2.0", "met"),
        ("CC-BY-4.0", "unknown"),
        ("CC-BY-NC-4.0", "not_met"),
        (None, "not_met"),
        ("Foo", "unknown"),
    ],
)
def test_the_licence_that_the_user_gives_decides_the_terms_of_the_code(license_: str | None, outcome: str) -> None:
    """Code is taken to be there; its terms are met by an approved licence alone, and not without any."""
    found = with_evidence(MODEL, told("Training code", license_))
    assert criterion(found, "code-training").outcome == "met"
    terms = criterion(found, "code-terms")
    assert (terms.outcome, terms.supplied) == (outcome, True)


def test_what_the_user_says_is_not_included_is_not_taken_to_be_there() -> None:
    """A component that his file lists as not included fills nothing."""
    found = with_evidence(MODEL, told("Training code", "Component not included"))
    assert not criterion(found, "code-training").supplied


def test_restricted_weights_stay_restricted() -> None:
    """Terms that were read hold against the user's word, and the contradiction is told."""
    closed = snapshot(card("# Foo\n\nA model.\n", license="cc-by-nc-4.0"))
    terms = criterion(with_evidence(closed, told("Model parameters (Final)", "MIT")), "parameters-terms")
    assert (terms.outcome, terms.supplied) == ("not_met", False)
    assert "the user says MIT; what was seen holds" in terms.reason


def test_a_data_card_alone_is_a_part_of_a_description() -> None:
    """A data card that nobody read shows no whole description, and no source that is shared."""
    found = with_evidence(MODEL, told("Data card", "Apache-2.0"))
    assert criterion(found, "data-description").outcome == "partial"
    assert criterion(found, "data-terms").outcome == "met"
    assert dimension(found, "datasources_endmodel").level == "unknown"
    assert dimension(found, "datasheet").level == "partial"


def test_a_paper_is_not_taken_to_be_reviewed() -> None:
    """The user's word for a paper makes a preprint open, and leaves whether it was reviewed unknown."""
    found = with_evidence(MODEL, told("Research paper", "CC-BY-4.0"))
    assert dimension(found, "preprint").level == "open"
    assert dimension(found, "paper").level == "unknown"


def test_the_index_counts_all_code_and_data_that_the_user_tells_of() -> None:
    """Weights seen open, code and data told to be: all three; data under closed terms takes one away."""
    assert dimension(with_evidence(MODEL, EVERYTHING), "licenses").level == "open"
    assert dimension(with_evidence(MODEL, EVERYTHING), "trainingcode").level == "open"
    closed = told("Datasets", "CC-BY-NC-4.0") + "  - name: Training code\n    license: MIT\n"
    assert dimension(with_evidence(MODEL, closed), "licenses").level == "partial"


def test_weights_that_lie_elsewhere_are_taken_to_be_there() -> None:
    """A repository without weights is judged as a release if the user says where they are; an API never is."""
    elsewhere = with_evidence(
        snapshot(card("# Foo\n\nA model.\n", license="mit"), weights=()), told("Model parameters (Final)", "MIT")
    )
    assert (criterion(elsewhere, "parameters").outcome, criterion(elsewhere, "parameters").supplied) == ("met", True)
    assert dimension(elsewhere, "weights_endmodel").level == "open"
    api = with_evidence(API, told("Model parameters (Final)", "MIT"))
    assert (criterion(api, "parameters").outcome, criterion(api, "parameters").supplied) == ("not_met", False)


def test_code_that_is_said_to_be_withheld_stays_withheld() -> None:
    """A refusal that was read holds against the user's word, and both are told."""
    refused = snapshot(card("# Foo\n\nThe training code is not released.\n", license="mit"))
    found = criterion(with_evidence(refused, told("Training code", "MIT")), "code-training")
    assert (found.outcome, found.supplied) == ("not_met", False)
    assert "the user says that it is there; what was seen holds" in found.reason


def test_code_that_the_user_tells_of_is_not_taken_to_be_documented() -> None:
    """The index asks for code and for what documents it: the user's word for the first leaves the second unknown."""
    found = with_evidence(MODEL, told("Training code", "MIT"))
    assert dimension(found, "trainingcode").level == "partial"
    assert dimension(found, "code").level == "unknown"
