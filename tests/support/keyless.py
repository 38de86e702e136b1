"""Signing a filed record with a sigstore of our own, and verifying it, as a user does."""

import json
from typing import Any

from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.filing import Filing
from tests.support.sigstore import ALICE, ISSUER, Sigstore, identity_token

SIGNED = "audit.sigstore.json"


def sign(filing: Filing, sigstore: Sigstore, *options: object, token: str | None = None) -> Result:
    """`check --attest --sigstore` of the filed evidence, as Alice when nobody else is named."""
    arguments = ["check", filing.snapshot, "--json", "--attest", filing.folder / SIGNED, "--sigstore"]
    config = ["--trust-config", sigstore.trust_config(filing.folder)]
    given = ["--identity-token", token or identity_token()]
    return CliRunner().invoke(command, [str(a) for a in (*arguments, *config, *given, *options)])


def verify(filing: Filing, *options: object, identity: str = ALICE, issuer: str = ISSUER) -> Result:
    """`verify` of the bundle under the trust configuration that signed it, or the last one among the options."""
    named = ["--identity", identity, "--issuer", issuer, "--trust-config", filing.folder / "trust.json"]
    return CliRunner().invoke(command, ["verify", *map(str, (filing.folder / SIGNED, "--json", *named, *options))])


def signature(result: Result) -> Any:
    """The check of the signature."""
    (check,) = (c for c in json.loads(result.stdout)["checks"] if c["id"] == "signature")
    return check
