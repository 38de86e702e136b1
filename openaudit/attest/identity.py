"""Whose name sigstore signs in: an identity token that is given, that of a CI job, or one of a login in the browser.

The libraries are the extra `openaudit[sigstore]`; `openaudit.attest.sigstore` raises ExtraMissing without them.
"""

from collections.abc import Callable

from sigstore.errors import Error, NetworkError
from sigstore.models import SigningConfig
from sigstore.oidc import IdentityError, IdentityToken, Issuer, IssuerError, detect_credential

from openaudit.errors import SigningFailed, SigstoreFailed

# Asked at the moment of signing: tokens live for minutes, and an audit may take longer.
Source = Callable[[], IdentityToken]


def identity_source(given: str | None, services: SigningConfig, *, ask: bool) -> Source:
    """Where the token comes from, tried as far as nobody has to be asked: `given`, else the CI job's, else a login.

    The login needs a person: it is only taken with `ask`, and asked for when the source is called. Raises
    SigningFailed when there is no identity or it can't be used, SigstoreFailed when the login's service can't be had.
    """
    if given is not None:
        token = _token(given)
        return lambda: token
    if _ambient() is not None:
        return _of_job
    if not ask:
        raise _nobody()
    return _Login(services).token


class _Login:
    """A login in the browser at the instance's identity provider, whose address is asked for at once."""

    def __init__(self, services: SigningConfig) -> None:
        try:
            self._issuer = Issuer(services.get_oidc_url())
        except (Error, IssuerError, OSError) as error:
            raise _unreachable(error) from error

    def token(self) -> IdentityToken:
        """The token of whoever logs in. Raises SigningFailed, SigstoreFailed."""
        try:
            return self._issuer.identity_token()
        except NetworkError as error:
            raise _unreachable(error) from error
        except (Error, KeyError, ValueError, OSError) as error:
            raise _unusable("the login gave no identity", error) from error


def _of_job() -> IdentityToken:
    token = _ambient()
    if token is None:
        raise _nobody()
    return token


def _ambient() -> IdentityToken | None:
    """The token of the CI job that this runs in, asked for anew; None where it runs in none."""
    try:
        found = detect_credential()
    except (IdentityError, OSError) as error:
        raise SigningFailed(
            "the CI job's identity token can't be had",
            why=reasons(error),
            fix="let the job have one (GitHub: `permissions: id-token: write`), or give one in SIGSTORE_IDENTITY_TOKEN",
        ) from error
    return _token(found) if found is not None else None


def _token(raw: str) -> IdentityToken:
    try:
        return IdentityToken(raw)
    except IdentityError as error:
        raise _unusable("the identity token can't be used", error) from error


def _nobody() -> SigningFailed:
    return SigningFailed(
        "there is no identity to sign with",
        why="no identity token was given, this is no CI job that has one, and nobody is at the terminal to log in",
        fix="give a token in SIGSTORE_IDENTITY_TOKEN, run it in a CI job that may have one, or sign with --key",
    )


def reasons(error: BaseException) -> str:
    """What an error says, and what the first one behind it does: sigstore's own often say nothing, or little."""
    said: list[str] = []
    behind: BaseException | None = error
    while behind is not None:
        if str(behind):
            said.append(str(behind))
        behind = behind.__cause__
    return ": ".join(dict.fromkeys((*said[:1], *said[-1:]))) or type(error).__name__


def _unusable(what: str, error: Exception) -> SigningFailed:
    return SigningFailed(what, why=reasons(error), fix="give a fresh OpenID Connect token with the audience `sigstore`")


def _unreachable(error: Exception) -> SigstoreFailed:
    return SigstoreFailed(
        "the identity provider can't be had",
        why=reasons(error),
        fix="try again when it can be reached, or give a token in SIGSTORE_IDENTITY_TOKEN",
    )
