"""Which obligations of a licence fall due for a user."""

from openaudit.classify.profile.caps import limits, measure
from openaudit.classify.profile.points import Judged, allowed, duty
from openaudit.record import Obligation, ObligationKind
from openaudit.record.use import Profile

# No duty but a threat: it ends rights of whoever sues.
THREATS: frozenset[ObligationKind] = frozenset({"patent-retaliation"})
# What one owes by using the model at all; all else is owed once something leaves the house.
_ALWAYS: frozenset[ObligationKind] = frozenset({"acceptance", "indemnity"})


def judge_duty(term: Obligation, profile: Profile) -> Judged:
    """Whether the obligation is due: not while all stays in the house, nor within the thresholds it has."""
    says = (term.says or term.kind.replace("-", " ")).rstrip(".")
    if says and term.text and term.text not in says:
        says = f"{says} (“{term.text}”)"
    in_house = profile.deployment in {"internal", "evaluation"} and not profile.redistribute
    if in_house and term.kind not in _ALWAYS:
        return allowed("due once the model, or what is made with it, leaves your house")
    measured = [measure(limit, profile) for limit in limits(term)]
    if not measured or any(m.standing == "beyond" for m in measured):
        return duty(says)
    open_ = [m for m in measured if m.standing == "unknown"]
    if not open_:
        return allowed("; ".join(m.because for m in measured))
    flags = tuple(m.flag for m in open_ if m.flag is not None)
    return Judged("allowed-with-duties", f"{says}; {open_[0].because}", flags)
