import datetime

import pytest

from openaudit.errors import PolicyInvalid
from openaudit.policy.reader import LIMIT, PRESETS, preset, read_policy
from openaudit.policy.rules import Bounds, Policy

FULL = """
[policy]
name = "house"
unknown = "warn"
tiers = ["open-weights", "open-source"]

[policy.licenses]
allow = ["Apache-2.0", "MIT OR BSD-3-Clause", "llama3.1"]
deny = ["AGPL-3.0-only"]
components = ["weights", "code"]

[policy.restrictions]
other = "allow"
non-commercial = "deny"
user-cap = { above = 10_000_000 }
revenue-cap = { above = 1_000_000, currency = "USD" }
territory = { needed = ["European Union"] }

[policy.frameworks]
mof = "III"
osai = 0.5

[policy.findings]
fail-on = ["high", "OA505"]
OA507 = "high"
no-license = "low"

[[policy.exceptions]]
model = "acme/*"
rules = ["tier", "user-cap", "OA101"]
reason = "Bought."
expires = 2027-06-30
"""


def read(text: str) -> Policy:
    return read_policy(text.encode(), "openaudit.toml")


def problems(text: str) -> list[str]:
    """What is wrong with this policy, in the order of the lines."""
    with pytest.raises(PolicyInvalid) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def test_every_part_is_read() -> None:
    """A file with every table comes out as the policy that it says."""
    policy = read(FULL)
    assert (policy.name, policy.unknown, policy.tiers) == ("house", "warn", ("open-weights", "open-source"))
    assert policy.licenses is not None
    assert policy.licenses.allow is not None
    assert {name.casefold() for name in policy.licenses.allow} >= {"apache-2.0", "mit", "bsd-3-clause", "llama3.1"}
    assert policy.restrictions is not None
    assert policy.restrictions.kinds["user-cap"] == Bounds(above=10_000_000)
    assert policy.restrictions.kinds["territory"] == Bounds(needed=("EU",))
    assert policy.frameworks == {"mof": "III", "osai": 0.5}
    assert policy.findings.severities == {"OA507": "high", "OA201": "low"}
    assert policy.exceptions[0].expires == datetime.date(2027, 6, 30)
    assert policy.lines["tier"] == FULL.split("\n").index('tiers = ["open-weights", "open-source"]') + 1


def test_all_problems_are_told_at_once_with_their_lines() -> None:
    """Every mistake of a file is one problem at its own line, in the order of the lines."""
    text = """
[policy]
unknown = "maybe"
tiers = [
  "open-weights",
  "shut",
]
extnds = 3
[policy.licenses]
allow = ["MIT", "Apache 3"]
[policy.restrictions]
user-cap = { above = "ten" }
field-of-use = { above = 3 }
[[policy.exceptions]]
model = "a/*"
rules = ["tiers"]
reason = " "
expires = "2026-01-01"
[other]
"""
    found = problems(text)
    assert [p.partition(":")[0] for p in found] == [f"line {n}" for n in (3, 6, 8, 10, 12, 13, 16, 17, 18, 19)]
    assert "'shut' is not known" in found[1]
    assert "did you mean 'extends'?" in found[2]


def test_an_exception_needs_a_reason_and_a_day() -> None:
    """An exception without reason, or without an expiry date, is refused."""
    text = '[policy]\ntiers = ["closed"]\n[[policy.exceptions]]\nmodel = "a/b"\nrules = ["tier"]\n'
    found = problems(text)
    assert any("without `reason`" in p for p in found)
    assert any("without `expires`" in p for p in found)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no table [policy]"),
        ("[policy]\n", "asks for nothing"),
        ('[policy]\nname = "x"\n', "asks for nothing"),
        ("[policy]\ntiers = []\n", "at least one"),
        ("[policy.licenses]\n", "asks for nothing"),
        ('[policy.licenses]\ncomponents = ["code"]\ndeny = []\n', "asks for nothing"),
        ('[policy.restrictions]\nother = "allow"\nnon-commercial = "allow"\n', "asks for nothing"),
        ("[policy.findings]\nfail-on = []\n", "asks for nothing"),
        ("[policy.frameworks]\nosai = 0.0\n", "asks for nothing"),
        ('[policy.restrictions]\nterritory = { needed = ["Atlantis"] }\n', "'Atlantis' is no place"),
        ("[policy.restrictions]\nterritory = { needed = [] }\n", "at least one place"),
        ("[policy\n", "not valid TOML"),
        ("policy = 3\n", "must be a table"),
        ('[policy]\nextends = "commercail"\n', "did you mean 'commercial'?"),
        ('[policy.licenses]\nallow = ["MIT AND Apache-2.0"]\n', "AND"),
        ("[policy.restrictions]\nrevenue-cap = { above = 5 }\n", "currency"),
        ("[policy.frameworks]\nosai = 3.0\n", "from 0 to 1"),
        ("#" * LIMIT + "\n", "larger"),
    ],
)
def test_what_is_no_policy_is_refused_with_the_reason(text: str, word: str) -> None:
    """A file that asks for nothing, or can't be read, is no policy that everything passes."""
    assert any(word in problem for problem in problems(text))


def test_bytes_that_are_no_text_are_refused() -> None:
    """A file that is not UTF-8 is refused with the line where it ends to be."""
    with pytest.raises(PolicyInvalid, match="no policy"):
        read_policy(b"[policy]\n\xff", "x")


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_policies(name: str) -> None:
    """Every preset is a valid policy of its own name, under which what is unknown fails."""
    assert (preset(name).name, preset(name).unknown) == (name, "fail")


def test_a_file_may_extend_a_preset() -> None:
    """What the file says replaces what the preset says, table by table; the rest stays, and has no line in the file."""
    policy = read('[policy]\nextends = "commercial"\n[policy.restrictions]\nterritory = "allow"\n')
    base = preset("commercial")
    assert policy.tiers == base.tiers
    assert policy.restrictions is not None
    assert base.restrictions is not None
    assert policy.restrictions.kinds == {**base.restrictions.kinds, "territory": "allow"}
    assert policy.lines == {"territory": 4}
