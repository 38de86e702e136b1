"""The shipped knowledge base: every file by its schema, every name to one licence, every fact with its source."""

import re

import pytest
from license_expression import get_spdx_licensing

from openaudit.licensing import knowledge
from openaudit.licensing.knowledge import License, normal_name
from tools.index_licenses import LICENSES, VERSION, build, known_by, read_entries, render

ENTRIES = read_entries()
BY_ID = {entry.id: entry for entry in ENTRIES}

HUB_IDS = """
    apache-2.0 mit afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear ecl-2.0 isc postgresql
    ncsa unlicense zlib wtfpl epl-1.0 epl-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gpl-2.0 gpl-3.0 gpl lgpl-2.1 lgpl-3.0 lgpl gfdl
    mpl-2.0 ms-pl osl-3.0 lppl-1.3c ofl-1.1 lgpl-lr cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0
    cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0
    cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 c-uda cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 odc-by odbl pddl
    etalab-2.0 openmdw-1.0 openmdw-1.1 openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0
    bigcode-openrail-m openrail++ h-research intel-research apple-ascl apple-amlr deepfloyd-if-license
    fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 grok2-community gemma unknown
    other
"""
"""The identifiers that the Hub's model cards may have as `license` (huggingface/hub-docs, list of 2026-08-22)."""

FAMILIES = {"bsd", "cc", "gpl", "lgpl", "gfdl", "openrail", "modified-mit"}


def test_the_file_is_named_by_the_id() -> None:
    """An id is enough to find the file."""
    for entry in ENTRIES:
        assert (LICENSES / f"{entry.id}.toml").is_file()
        assert re.fullmatch(r"[a-z0-9][a-z0-9.+-]*", entry.id)


def test_the_index_is_fresh() -> None:
    """index.json is what the tool makes of the files as they are."""
    assert (LICENSES / "index.json").read_text(encoding="utf-8") == render(build(ENTRIES))
    assert knowledge.index().version == VERSION


def test_a_name_with_two_meanings_is_refused() -> None:
    """The tool fails loudly rather than let the order of files decide."""
    twin = License(
        id="twin",
        name="MIT License",
        kind="software",
        origin=ENTRIES[0].origin,
        freedoms=ENTRIES[0].freedoms,
        commercial="yes",
    )
    with pytest.raises(ValueError, match="mit-license"):
        build([BY_ID["mit"], twin])


def test_the_expression_is_one_of_spdx() -> None:
    """It parses, and its ids are in the SPDX list or LicenseRefs; only families and placeholders have none."""
    licensing = get_spdx_licensing()
    for entry in ENTRIES:
        if entry.spdx is None:
            assert entry.underspecified or entry.placeholder, entry.id
        else:
            unknown = licensing.unknown_license_keys(licensing.parse(entry.spdx))
            assert all(key.startswith("LicenseRef-") for key in unknown), entry.id


def test_every_id_of_the_hub_is_covered() -> None:
    """All the identifiers that a card may give lead to an entry that lists them."""
    ids = HUB_IDS.split()
    assert len(ids) == len(set(ids)) == 83
    assert {name for entry in ENTRIES for name in entry.hub_ids} == set(ids)
    assert all(knowledge.find(name) is not None for name in ids)


@pytest.mark.parametrize(
    ("written", "license_id"),
    [
        ("Apache 2.0", "apache-2.0"),
        ("apache-2.0", "apache-2.0"),
        ("Apache License, Version 2.0", "apache-2.0"),
        ("https://www.apache.org/licenses/LICENSE-2.0", "apache-2.0"),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", "apache-2.0"),
        ("The MIT License", "mit"),
        ("MIT Licence", "mit"),
        ("https://opensource.org/license/mit/", "mit"),
        ("GPLv3", "gpl-3.0"),
        ("GPL-3.0-or-later", "gpl-3.0"),
        ("llama 3.1 community license", "llama3.1"),
        ("Llama 2 Community License Agreement", "llama2"),
        ("Meta Llama 3 Community License", "llama3"),
        ("LicenseRef-scancode-llama-3.1-license-2024", "llama3.1"),
        ("https://llama.meta.com/llama3_1/license/", "llama3.1"),
        ("Gemma Terms of Use", "gemma"),
        ("https://ai.google.dev/gemma/terms", "gemma"),
        ("cc by-nc 4.0", "cc-by-nc-4.0"),
        ("Creative Commons Attribution Non-Commercial 4.0", "cc-by-nc-4.0"),
        ("Attribution-NonCommercial-NoDerivs 3.0 Unported", "cc-by-nc-nd-3.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/deed.en", "cc-by-nc-sa-4.0"),
        ("CC BY-NC", "cc-by-nc"),
        ("CC0", "cc0-1.0"),
        ("CreativeML Open RAIL++-M", "openrail++"),
        ("CreativeML OpenRAIL-M", "creativeml-openrail-m"),
        ("BigCode OpenRAIL-M v1 License Agreement", "bigcode-openrail-m"),
        ("OpenRAIL-M", "openrail"),
        ("deepseek-license", "deepseek"),
        ("Tongyi Qianwen RESEARCH LICENSE AGREEMENT", "tongyi-qianwen-research"),
        ("qwen-research-license", "qwen-research"),
        ("Stability AI Community License", "stabilityai-ai-community"),
        ("FLUX.1 [dev] Non-Commercial License", "flux-1-dev-non-commercial-license"),
        ("https://mistral.ai/licenses/MRL-0.1.md", "mrl"),
        ("NVIDIA Open Model License", "nvidia-open-model-license"),
        ("NVIDIA Open Model Agreement", "nvidia-open-model-agreement"),
        ("modified-mit", "modified-mit"),
        ("yi-license", "yi-license"),
        ("falcon-llm-license", "falcon-llm-license"),
        ("hl3-full", "hippocratic-3.0"),
    ],
)
def test_a_name_finds_its_licence(written: str, license_id: str) -> None:
    """Names as cards and texts spell them lead to exactly one licence."""
    found = knowledge.find(written)
    assert found is not None
    assert found.license.id == license_id


@pytest.mark.parametrize(
    "written",
    [
        "",
        "limited",
        "license",
        "llama",
        "mit-like",
        "apache",
        "open source",
        "permissive",
        "bsd-style",
        "rail",
        "model-license",
    ],
)
def test_a_word_that_names_no_licence_finds_none(written: str) -> None:
    """Never a part of a name, never a likeness."""
    assert knowledge.find(written) is None


def test_an_open_licence_has_no_restriction() -> None:
    """Restrictions, freedoms and the commercial answer tell the same story."""
    for entry in ENTRIES:
        if entry.is_open:
            assert not entry.restrictions
            assert entry.commercial == "yes"
        if entry.commercial in ("conditional", "no"):
            assert entry.restrictions
            assert entry.freedoms.use == "conditional"


def test_what_the_osi_approves_is_open() -> None:
    """An approval that contradicts our facts would show a fault in them."""
    for entry in ENTRIES:
        if entry.approvals.osi:
            assert entry.is_open


def test_every_restriction_says_where_it_stands() -> None:
    """Each has a clause, or the entry says why there is none to name."""
    for entry in ENTRIES:
        for restriction in entry.restrictions:
            assert restriction.clause or entry.notes
            assert restriction.says.endswith(".")


def test_caps_have_their_figures() -> None:
    """A cap without number, unit and scope can't be applied to anybody."""
    for entry in ENTRIES:
        for restriction in entry.restrictions:
            if restriction.kind == "user-cap":
                assert restriction.threshold
                assert restriction.metric in {"monthly-active-users", "daily-active-users", "monthly-visits"}
                assert restriction.scope
            if restriction.kind == "revenue-cap":
                assert restriction.amount
                assert restriction.currency in {"USD", "CNY"}
                assert restriction.period in {"year", "month"}
                assert restriction.scope
            if restriction.kind == "territory":
                assert restriction.places


def test_what_must_be_shown_or_named_is_given() -> None:
    """A display duty has its words; a threshold has its unit."""
    for entry in ENTRIES:
        for obligation in entry.obligations:
            assert obligation.says.endswith(".")
            assert obligation.kind != "display" or obligation.text
            assert (obligation.threshold is None) == (obligation.metric is None)


def test_commerce_is_refused_where_the_licence_is_not_for_commerce() -> None:
    """Non-commercial and research-only licences, and no others, answer no."""
    for entry in ENTRIES:
        kinds = {restriction.kind for restriction in entry.restrictions}
        assert (entry.commercial == "no") == ("non-commercial" in kinds)
        assert "research-only" not in kinds or "non-commercial" in kinds


def test_a_text_that_was_not_read_gives_no_facts() -> None:
    """Second-hand entries only make a name known, and say so."""
    for entry in ENTRIES:
        if entry.origin.read == "second-hand":
            assert entry.origin.confidence == "low"
            assert entry.origin.note
            assert not entry.restrictions
            assert entry.is_open is None
            assert entry.commercial == "unknown"
        if entry.origin.read == "part":
            assert entry.origin.note


def test_families_and_placeholders_are_marked() -> None:
    """A name without a variant, and a name that is none, are told from licences."""
    assert all(BY_ID[name].underspecified for name in FAMILIES)
    assert {entry.id for entry in ENTRIES if entry.placeholder} == {"unknown", "other"}
    assert all((entry.origin.read == "family") == (entry.underspecified or entry.placeholder) for entry in ENTRIES)


def test_a_text_identifies_one_licence() -> None:
    """No two entries claim one identified text."""
    claimed = [name for entry in ENTRIES for name in entry.identified_as]
    assert len(claimed) == len(set(claimed))


def test_names_in_the_files_add_something() -> None:
    """An alias that the index derives anyway is noise in the file."""
    for entry in ENTRIES:
        bare = normal_name(entry.name)
        assert bare not in {normal_name(alias) for alias in entry.aliases}
        assert bare in set(known_by(entry))
