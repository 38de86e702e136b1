"""`--attest FILE` of `check`, with `--key KEY` or `--sigstore`: the record as a signed in-toto statement."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from openaudit.cli.options import write_output
from openaudit.record import AuditRecord

Decorated = Callable[..., Any]
_TOKEN_VARIABLES = ("OPENAUDIT_IDENTITY_TOKEN", "SIGSTORE_IDENTITY_TOKEN")


class Attesting(NamedTuple):
    """Where the attestation goes, and who signs it: a key, or whoever sigstore knows."""

    attest_to: Path | None
    key: Path | None
    sigstore: bool
    identity_token: str | None
    trust_config: Path | None


_OPTIONS: tuple[Callable[[Decorated], Decorated], ...] = (
    click.option(
        "--attest",
        "attest_to",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the record to FILE as a signed in-toto statement (DSSE) as well.",
    ),
    click.option(
        "--key",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="The Ed25519 private key (PEM) to sign with.",
    ),
    click.option(
        "--sigstore",
        is_flag=True,
        help="Sign with an identity instead of a key: that of the CI job, else of a login in the browser. Who signed, "
        "when, and the statement's hash are published in a log for good.",
    ),
    click.option(
        "--identity-token",
        metavar="TOKEN",
        help="The OpenID Connect token to sign with; better in SIGSTORE_IDENTITY_TOKEN, where no list of processes "
        "shows it.",
    ),
    click.option(
        "--trust-config",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="Sign with another sigstore than the public one: its ClientTrustConfig (JSON).",
    ),
)


def attest_options(function: Decorated) -> Decorated:
    """`--attest` and who signs; the command gets them as `attesting`."""

    @wraps(function)
    def gathered(*args: Any, **values: Any) -> Any:
        found = Attesting(**{name: values.pop(name) for name in Attesting._fields})
        return function(*args, attesting=found, **values)

    for option in reversed(_OPTIONS):
        option(gathered)
    return gathered


def check_attest(
    references: Sequence[str], attesting: Attesting, *, offline: bool
) -> Callable[[AuditRecord], str] | None:
    """What signs a record; None when none is to be signed.

    What can't be signed, keys that can't sign, and identities that can't be had are refused before anything is fetched.
    Raises UsageError, ExtraMissing, SigningFailed.
    """
    _check_usage(references, attesting, offline=offline)
    if attesting.attest_to is None:
        return None
    if attesting.key is not None:
        from openaudit.attest import signing  # noqa: PLC0415  raises ExtraMissing where the extra is not installed

        signing.signer(attesting.key)
        return partial(signing.attest, key=attesting.key)
    from openaudit.attest import sigstore  # noqa: PLC0415  as above

    token = attesting.identity_token or next(filter(None, map(os.environ.get, _TOKEN_VARIABLES)), None)
    ask = sys.stdin.isatty() and sys.stderr.isatty()
    return partial(sigstore.attest, signer=sigstore.signer(token, attesting.trust_config, ask=ask))


def attest_records(
    records: Sequence[AuditRecord],
    attesting: Attesting,
    attest: Callable[[AuditRecord], str] | None,
    *,
    quiet: bool,
) -> None:
    """Sign and write the record. One of a model that could not be audited says nothing, and is not signed."""
    if attest is None or records[0].status == "failed":
        return
    made = attest(records[0])
    write_output(made, attesting.attest_to)
    if attesting.sigstore and not quiet:
        from openaudit.attest.sigstore import signed_as  # noqa: PLC0415  an extra

        click.echo(f"openaudit: {signed_as(made)}", err=True)


def _check_usage(references: Sequence[str], attesting: Attesting, *, offline: bool) -> None:
    signs = attesting.key is not None or attesting.sigstore
    source = click.get_current_context().get_parameter_source
    if (attesting.attest_to is not None) != signs:
        raise click.UsageError("--attest goes together with --key or --sigstore")
    if attesting.key is not None and attesting.sigstore:
        raise click.UsageError("--key and --sigstore are two ways to sign: name one")
    for name in ("identity_token", "trust_config"):
        if not attesting.sigstore and source(name) == ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name.replace('_', '-')} is for --sigstore")
    if attesting.sigstore and offline:
        raise click.UsageError("--sigstore signs over the network: leave out --offline, or sign with --key")
    if attesting.attest_to is not None and len(references) != 1:
        raise click.UsageError("--attest is for one model: run it once for each")
