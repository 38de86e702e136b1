"""Signing with an identity, and checking it: against a sigstore of our own, without a network."""

import base64
import json
import subprocess
import sys
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from sigstore.errors import TUFError

from openaudit.cli.main import command
from openaudit.record.digest import seal
from openaudit.record.json import one_line
from tests.support import records
from tests.support.filing import Filing
from tests.support.keyless import SIGNED, sign, signature, verify
from tests.support.sigstore import ALICE, ISSUER, Log, Sigstore, b64, identity_token, key_id

WORKFLOW = "https://github.com/acme/model/.github/workflows/audit.yml@refs/heads/main"


def test_signs_and_verifies(filing: Filing, sigstore: Sigstore) -> None:
    """What Alice signs holds as hers against the evidence, and signing tells who signed and where that is public."""
    result = sign(filing, sigstore)
    assert result.exit_code == 0
    assert f"signed by {ALICE} (says {ISSUER})" in result.stderr
    assert "entry 1004 of the log" in result.stderr
    held = verify(filing, "--snapshot", filing.snapshot)
    assert (held.exit_code, json.loads(held.stdout)["outcome"]) == (0, "holds")
    assert signature(held)["message"] == result.stderr.strip().removeprefix("openaudit: ")


def test_quiet_signing_says_nothing(filing: Filing, sigstore: Sigstore) -> None:
    """With -q nothing but errors comes on stderr."""
    assert sign(filing, sigstore, "-q").stderr == ""


def test_signs_as_the_ci_job(filing: Filing, sigstore: Sigstore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token the CI job's own identity signs, asked for afresh at the moment of signing."""
    sigstore.ambient = identity_token(WORKFLOW)
    for name, value in sigstore.ci().items():
        monkeypatch.setenv(name, value)
    arguments = ["check", filing.snapshot, "--json", "--attest", filing.folder / SIGNED, "--sigstore"]
    config = ["--trust-config", sigstore.trust_config(filing.folder)]
    assert CliRunner().invoke(command, [str(a) for a in (*arguments, *config)]).exit_code == 0
    assert sigstore.asked.count("/token") == 2
    assert verify(filing, identity=WORKFLOW).exit_code == 0


def test_the_statement_is_one_that_sigstore_takes(filing: Filing, sigstore: Sigstore) -> None:
    """The signed subjects are the files by SHA-256; the record is the predicate, commit included."""
    sign(filing, sigstore)
    bundle = json.loads((filing.folder / SIGNED).read_text("utf-8"))
    statement = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
    hashed = {f.path: f.sha256 for f in filing.record.files if f.sha256 is not None}
    assert {s["name"]: s["digest"] for s in statement["subject"]} == {n: {"sha256": h} for n, h in hashed.items()}
    assert statement["predicate"]["record"]["subject"]["revision"] == filing.record.subject.revision
    assert bundle["mediaType"] == "application/vnd.dev.sigstore.bundle.v0.3+json"


def test_sigstore_s_own_client_verifies_it(filing: Filing, sigstore: Sigstore) -> None:
    """`sigstore verify` holds a released file against the bundle, and refuses a file that was not released."""
    sign(filing, sigstore)
    released, other = filing.snapshot / "files" / "LICENSE", filing.path
    named = ["--cert-identity", ALICE, "--cert-oidc-issuer", ISSUER, "--bundle", filing.folder / SIGNED]
    config = ["--trust-config", filing.folder / "trust.json"]
    client = [sys.executable, "-m", "sigstore", *config, "verify", "identity", *named]
    codes = [
        subprocess.run([*map(str, client), str(file)], check=False, capture_output=True).returncode
        for file in (released, other)
    ]
    assert (codes[0], codes[1] != 0) == (0, True)


@pytest.mark.parametrize(
    "expected",
    [{"identity": "mallory@example.com"}, {"issuer": "https://other.example"}, {"identity": ALICE.upper()}],
)
def test_somebody_else_s_signature_is_broken(filing: Filing, sigstore: Sigstore, expected: dict[str, str]) -> None:
    """Another identity, or the same name from another provider, does not hold; who did sign is told."""
    sign(filing, sigstore)
    result = verify(filing, **expected)
    check = signature(result)
    assert (result.exit_code, check["outcome"], check["message"]) == (
        1,
        "broken",
        "its certificate is for somebody else than it must be",
    )
    assert ALICE in check["details"][0]


def test_another_root_of_trust_does_not_hold(filing: Filing, sigstore: Sigstore) -> None:
    """What one sigstore signed is broken under another one's keys, be it ours or the public one's."""
    sign(filing, sigstore)
    with Sigstore() as other:
        other.trust_config(filing.folder)
    assert (verify(filing).exit_code, signature(verify(filing))["outcome"]) == (1, "broken")
    public = ["verify", str(filing.folder / SIGNED), "--identity", ALICE, "--issuer", ISSUER, "--offline", "--json"]
    result = CliRunner(env={"XDG_DATA_HOME": str(filing.folder), "XDG_CACHE_HOME": str(filing.folder)}).invoke(
        command, public
    )
    assert (result.exit_code, signature(result)["outcome"]) == (1, "broken")


def test_without_a_root_of_trust_nothing_is_said_to_hold(filing: Filing, sigstore: Sigstore) -> None:
    """When sigstore's root can't be had, the signature was not checked: exit 3, and what to do."""
    sign(filing, sigstore)
    arguments = ["verify", str(filing.folder / SIGNED), "--identity", ALICE, "--issuer", ISSUER, "--json"]
    with patch("sigstore.models.ClientTrustConfig.production", side_effect=TUFError("no network")):
        result = CliRunner().invoke(command, arguments)
    check = signature(result)
    assert (result.exit_code, json.loads(result.stdout)["outcome"], check["outcome"]) == (3, "unknown", "not-checked")
    assert "--offline" in check["message"]


def test_offline_asks_nobody(filing: Filing, sigstore: Sigstore) -> None:
    """--offline takes the root of trust that was had last; nothing is asked of the services to verify."""
    sign(filing, sigstore)
    asked = len(sigstore.asked)
    assert verify(filing, "--offline").exit_code == 0
    assert len(sigstore.asked) == asked
    with patch("sigstore.models.ClientTrustConfig.production", side_effect=TUFError("none")) as production:
        CliRunner().invoke(
            command, ["verify", str(filing.folder / SIGNED), "--identity", ALICE, "--issuer", ISSUER, "--offline"]
        )
    production.assert_called_once_with(offline=True)


def test_a_bundle_is_for_its_own_record(filing: Filing, sigstore: Sigstore) -> None:
    """Beside a record, a bundle holds for that record and breaks for another."""
    sign(filing, sigstore, "-o", str(filing.path))
    named = ["--identity", ALICE, "--issuer", ISSUER, "--trust-config", filing.folder / "trust.json"]
    arguments = ["verify", filing.path, "--attestation", filing.folder / SIGNED, "--json", *named]
    assert CliRunner().invoke(command, [str(a) for a in arguments]).exit_code == 0
    other = records.change(filing.record, status="partial" if filing.record.status == "complete" else "complete")
    filing.path.write_bytes(one_line(seal(other)).encode())
    result = CliRunner().invoke(command, [str(a) for a in arguments])
    assert (result.exit_code, signature(result)["outcome"]) == (1, "broken")


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (identity_token(expires_in=-60), "expired"),
        ("no.token", "malformed"),
        ("", "no identity"),
    ],
)
def test_an_identity_that_can_not_sign_is_refused_before_anything_is_fetched(
    filing: Filing, sigstore: Sigstore, token: str, words: str
) -> None:
    """No token, a broken one, an expired one: each is told before the audit begins."""
    arguments = ["check", filing.snapshot, "--attest", filing.folder / SIGNED, "--sigstore"]
    config = ["--trust-config", sigstore.trust_config(filing.folder), "--identity-token", token]
    with patch("openaudit.fetch.sources.Sources", side_effect=AssertionError("it was fetched")):
        result = CliRunner().invoke(command, [str(a) for a in (*arguments, *config)])
    assert (result.exit_code, words in result.stderr) == (2, True)
    assert not (filing.folder / SIGNED).exists()


def test_a_ci_job_without_the_permission_is_told_so(
    filing: Filing, sigstore: Sigstore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A GitHub job that may have no identity token hears which permission it lacks."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    config = ["--trust-config", str(sigstore.trust_config(filing.folder))]
    result = CliRunner().invoke(command, ["check", "openai/gpt-5", "--attest", "a.json", "--sigstore", *config])
    assert (result.exit_code, "id-token: write" in result.stderr) == (2, True)


def test_a_token_that_expires_during_the_audit_is_told_so(filing: Filing, sigstore: Sigstore) -> None:
    """The token is held against the clock again when it signs; the record is written all the same."""
    with patch("sigstore.oidc.IdentityToken.in_validity_period", side_effect=[True, False]):
        result = sign(filing, sigstore, "-o", filing.path)
    assert (result.exit_code, "expired while the model was audited" in result.stderr) == (2, True)
    assert not (filing.folder / SIGNED).exists()


@pytest.mark.parametrize("path", ["/api/v2/signingCert", "/api/v1/log/entries"])
def test_a_service_out_of_order_leaves_no_attestation(filing: Filing, path: str) -> None:
    """When the authority or the log fails, the record is there, the attestation is not, and the exit code is 3."""
    filing.path.unlink()
    with Sigstore(faults={path: 503}) as running:
        result = sign(filing, running, "-o", filing.path)
    assert (result.exit_code, "did not sign" in result.stderr, "503" in result.stderr) == (3, True, True)
    assert filing.path.exists()
    assert not (filing.folder / SIGNED).exists()


def test_a_sigstore_that_is_not_there_leaves_no_attestation(filing: Filing) -> None:
    """Nobody listens at the services' address: exit 3, and no traceback."""
    with Sigstore() as running:
        config = running.trust_config(filing.folder)
    arguments = ["check", filing.snapshot, "--json", "--attest", filing.folder / SIGNED, "--sigstore"]
    result = CliRunner().invoke(
        command, [str(a) for a in (*arguments, "--trust-config", config, "--identity-token", identity_token())]
    )
    assert (result.exit_code, "did not sign" in result.stderr) == (3, True)


def test_a_log_that_lies_is_found_out_when_signing(filing: Filing) -> None:
    """A bundle that would not verify is never written: here the log promises with a key that is not its own."""

    class Lying(Log):
        def add(self, envelope: bytes, verifier: str) -> dict[str, Any]:
            answer = super().add(envelope, verifier)
            (entry,) = answer.values()
            entry["verification"]["signedEntryTimestamp"] = b64(key_id(self.key))
            return answer

    with Sigstore(log=Lying()) as running:
        result = sign(filing, running)
    assert (result.exit_code, "does not verify" in result.stderr) == (3, True)
    assert not (filing.folder / SIGNED).exists()


def test_a_login_is_tried_before_anything_is_fetched(filing: Filing, sigstore: Sigstore) -> None:
    """With a person at the terminal, the identity provider is asked first, and the login comes after the audit."""
    from openaudit.attest.sigstore import attest, signer  # noqa: PLC0415  of this test only

    ready = signer(None, sigstore.trust_config(filing.folder), ask=True)
    assert sigstore.asked == ["/oidc/.well-known/openid-configuration"]
    with patch("sigstore.oidc.Issuer.identity_token", return_value=ready.source) as login:
        from sigstore.oidc import IdentityToken  # noqa: PLC0415  as above

        login.return_value = IdentityToken(identity_token())
        (filing.folder / SIGNED).write_text(attest(filing.record, ready), encoding="utf-8")
    login.assert_called_once_with()
    assert verify(filing).exit_code == 0


def test_an_identity_provider_that_is_not_there_is_told(filing: Filing) -> None:
    """A login that can't be had is refused at once, exit 3."""
    from openaudit.attest.sigstore import signer  # noqa: PLC0415  of this test only
    from openaudit.errors import SigstoreFailed  # noqa: PLC0415  as above

    with Sigstore() as running:
        config = running.trust_config(filing.folder)
    with pytest.raises(SigstoreFailed, match="identity provider"):
        signer(None, config, ask=True)


def test_an_error_that_says_nothing_tells_what_was_behind_it() -> None:
    """Of a chain of errors the outermost words and the first cause are told; without any, the error's kind."""
    from openaudit.attest.identity import reasons  # noqa: PLC0415  of this test only

    cause, between, silent = OSError("no route"), ValueError("in between"), RuntimeError()
    between.__cause__ = cause
    silent.__cause__ = between
    assert reasons(silent) == "in between: no route"
    assert (reasons(cause), reasons(RuntimeError())) == ("no route", "RuntimeError")


@pytest.mark.parametrize("content", ["{}", "no JSON", '{"mediaType": "x"}'])
def test_a_trust_configuration_that_is_none_is_refused(filing: Filing, sigstore: Sigstore, content: str) -> None:
    """Both commands say that the file is no trust configuration."""
    sign(filing, sigstore)
    bad = filing.folder / "bad.json"
    bad.write_text(content)
    for result in (sign(filing, sigstore, "--trust-config", bad), verify(filing, "--trust-config", bad)):
        assert (result.exit_code, "trust configuration" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "options",
    [
        ["--sigstore"],
        ["--attest", "a.json", "--sigstore", "--key", __file__],
        ["--attest", "a.json", "--sigstore", "--offline"],
        ["--attest", "a.json", "--key", __file__, "--identity-token", "x"],
        ["--attest", "a.json", "--key", __file__, "--trust-config", __file__],
    ],
)
def test_options_of_signing_that_do_not_fit_are_refused(options: list[str]) -> None:
    """No option about signing is passed over in silence."""
    result = CliRunner().invoke(command, ["check", "openai/gpt-5", *options])
    assert (result.exit_code, result.stderr.startswith("Usage:")) == (2, True)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--identity", ALICE],
        ["--issuer", ISSUER],
        ["--identity", ALICE, "--issuer", ""],
        ["--identity", "", "--issuer", ISSUER],
        ["--public-key", __file__],
        ["--identity", ALICE, "--issuer", ISSUER, "--public-key", __file__],
        ["--trust-config", __file__],
    ],
)
def test_a_bundle_is_checked_against_an_identity_and_its_provider(
    filing: Filing, sigstore: Sigstore, options: list[str]
) -> None:
    """A name without who vouches for it, an empty one, or a key: none of them is what a bundle is checked with."""
    sign(filing, sigstore)
    result = CliRunner().invoke(command, ["verify", str(filing.folder / SIGNED), *options])
    assert (result.exit_code, result.stderr.startswith("Usage:")) == (2, True)


def test_an_identity_is_not_taken_for_what_is_not_signed(filing: Filing) -> None:
    """A plain record with an identity is a usage error: nothing of it could be held against that."""
    result = CliRunner().invoke(command, ["verify", str(filing.path), "--identity", ALICE, "--issuer", ISSUER])
    assert result.exit_code == 2


def test_the_extra_is_named_where_it_is_missing(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without sigstore-python, both commands say which extra brings it."""
    import openaudit.attest.sigstore  # noqa: PLC0415  so that there is something to take away

    monkeypatch.delattr(openaudit.attest, "sigstore")
    monkeypatch.delitem(sys.modules, "openaudit.attest.sigstore")
    monkeypatch.setitem(sys.modules, "sigstore", None)
    (filing.folder / SIGNED).write_text('{"mediaType": "x", "dsseEnvelope": {"payloadType": "x"}}\n')
    (filing.folder / "trust.json").write_text("{}")
    signing = CliRunner().invoke(command, ["check", "openai/gpt-5", "--attest", "a.json", "--sigstore"])
    for result in (signing, verify(filing)):
        assert (result.exit_code, ".[sigstore]" in result.stderr) == (2, True)
