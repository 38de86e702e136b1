"""Everything that openaudit raises, each with what happened, why, and what to do next.

OpenauditError
├── ReferenceInvalid          the reference names nothing that could be audited
├── FetchError                the subject could not be had (`reason` as in the record)
│   ├── NoSuchModel           no such repository, or a private one
│   ├── NoSuchRevision        the repository has no such branch, tag or commit
│   ├── NoAccess              gated or disabled, and this token may not read it
│   ├── BadToken              the Hub refuses the token itself
│   ├── NoNetwork             the Hub could not be reached, or offline mode forbids it
│   ├── RateLimited           the Hub asks to wait for longer than we wait
│   ├── HubFailed             the Hub answered with something unusable
│   └── LocalUnreadable       a local folder can't be read as a model
├── EvidenceInvalid           a file of evidence that the user supplies can't be read, or is of another model
├── PolicyInvalid             a policy file that can't be used; it names everything that is wrong with it
├── LockInvalid               a lock file that can't be used
├── RecordsInvalid            a file is none of audit records
├── SigningFailed             a key or an identity that can't be used to sign, or to check a signature
│   └── SigstoreFailed        a service of sigstore could not be reached, or answered with something unusable
├── SnapshotInvalid           a saved snapshot is damaged or not one
├── DumpUnreadable            a dump of model cards, or a row of it, can't be read
├── ExtraMissing              what was asked for needs a package that is not installed
└── KnowledgeInvalid          a file of the knowledge base or the catalogue breaks its schema
"""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from openaudit.tomllines import Problem

Reason = Literal["gated", "not-found", "network", "too-large", "unreadable", "blocked"]
"""Why something could not be had, as the record tells it."""


class OpenauditError(Exception):
    """Root of the tree: `what` happened, `why`, and the `fix` (what to do next); `reason` is the record's word."""

    reason: Reason = "unreadable"

    def __init__(self, what: str, *, why: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix

    def diagnostics(self) -> str:
        """Three lines for a person: what happened, why, what to do next."""
        return f"{self.what}\n  why:  {self.why}\n  next: {self.fix}"


class ReferenceInvalid(OpenauditError):
    """The reference is neither a model id, a Hub address, a folder nor a catalogue name."""


class FetchError(OpenauditError):
    """The subject could not be had."""

    reason: Reason = "network"


class NoSuchModel(FetchError):
    """No such repository, or a private one that this token may not see: the Hub does not tell them apart."""

    reason: Reason = "not-found"


class NoSuchRevision(FetchError):
    """The repository is there, the revision is not."""

    reason: Reason = "not-found"


class NoAccess(FetchError):
    """The repository is gated or disabled, and may not be read."""

    reason: Reason = "gated"


class BadToken(FetchError):
    """The Hub refuses the token: expired, revoked or mistyped."""

    reason: Reason = "blocked"


class NoNetwork(FetchError):
    """The Hub could not be reached, or offline mode forbids asking it."""

    reason: Reason = "network"


class RateLimited(FetchError):
    """The quota is used up, and its reset is further away than we wait."""

    reason: Reason = "network"


class HubFailed(FetchError):
    """The Hub answered with an error that lasted, or with something that is no answer."""

    reason: Reason = "network"


class LocalUnreadable(FetchError):
    """A local folder can't be read, or holds nothing of a model."""

    reason: Reason = "unreadable"


class EvidenceInvalid(OpenauditError):
    """A file of evidence that the user supplies can't be read, breaks its format, or speaks of another model."""


class SnapshotInvalid(OpenauditError):
    """A folder claims to be a snapshot and is damaged, tampered with, or of an unknown version."""


class PolicyInvalid(OpenauditError):
    """A policy file that can't be used. `problems` are all that is wrong with it, with lines."""

    def __init__(self, what: str, *, why: str, fix: str, problems: tuple["Problem", ...] = ()) -> None:
        super().__init__(what, why=why, fix=fix)
        self.problems = problems


class LockInvalid(OpenauditError):
    """A lock file that is damaged or of an unknown version."""


class RecordsInvalid(OpenauditError):
    """A file that should hold audit records is damaged, is something else, or is of an unknown version."""


class SigningFailed(OpenauditError):
    """A key file, an identity token or a trust configuration that can't be read, or is not of the kind needed."""


class SigstoreFailed(SigningFailed):
    """A service of sigstore, or its root of trust, can't be had, or it does not sign: trying again may help."""


class DumpUnreadable(OpenauditError):
    """A dump of model cards is damaged, has no such columns, or a row of it names no model."""


class ExtraMissing(OpenauditError):
    """What was asked for needs a package that is not installed: `extra` of openaudit brings it."""

    def __init__(self, what: str, *, package: str, extra: str) -> None:
        super().__init__(
            f"{what} needs more than the plain installation",
            why=f"{package} is not installed",
            fix=f"in the folder that openaudit was installed from: pip install '.[{extra}]'",
        )


class KnowledgeInvalid(OpenauditError):
    """A data file that ships with openaudit breaks its schema."""
