"""Whatever a policy file holds, it is a policy or refused with its problems; whatever a policy asks, it is answered."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.errors import PolicyInvalid
from openaudit.policy.evaluate import evaluate
from openaudit.policy.reader import read_policy
from openaudit.policy.rules import Policy
from openaudit.tomllines import Problem
from tests.support import records

PIECES = st.sampled_from(
    [
        *(
            "[policy]\n",
            "[policy.restrictions]\n",
            "[policy.licenses]\n",
            "[[policy.exceptions]]\n",
            "[policy.findings]\n",
        ),
        *('tiers = ["open-weights"]\n', 'tiers = ["x"]\n', "tiers = 3\n", 'other = "allow"\n', 'unknown = "warn"\n'),
        *("user-cap = { above = 5 }\n", "user-cap = {}\n", 'allow = ["MIT",\n  "(("]\n', 'allow = ["MIT OR ("]\n'),
        *('model = "*"\n', 'rules = ["tier"]\n', 'reason = "x"\n', "expires = 2027-01-01\n", "expires = 12:00:00\n"),
        *("a.b.c = 1\n", '"" = 1\n', "[policy.frameworks]\n", "osai = nan\n", "osai = 0.1\n", 'fail-on = ["OA101"]\n'),
        *('x = """\n"""\n', "# c\n", "\n", "extends = 'commercial'\n", "[[policy]]\n", "above = 1e999\n"),
    ]
)
TEXTS = st.lists(PIECES, max_size=15).map("".join) | st.text(max_size=200)


def read_or_refused(data: bytes) -> tuple[Policy | None, tuple[Problem, ...]]:
    try:
        return read_policy(data, "openaudit.toml"), ()
    except PolicyInvalid as error:
        return None, error.problems


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_a_policy_is_read_or_refused(text: str) -> None:
    """Problems have lines of the file; what is a policy judges every kind of record, and passes no failed one."""
    policy, problems = read_or_refused(text.encode("utf-8", "surrogatepass"))
    assert (policy is None) == bool(problems)
    assert all(p.line is None or 1 <= p.line <= text.count("\n") + 1 for p in problems)
    if policy is None:
        return
    for record in records.all_kinds():
        verdict = evaluate(record, policy, today=datetime.date(2026, 11, 22))
        assert record.status != "failed" or not verdict.passes
        assert verdict.verdict == "allowed" or {"not-met", "unknown"} & {c.outcome for c in verdict.checks}


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes crash the reader."""
    policy, problems = read_or_refused(data)
    assert (policy is None) == bool(problems)
