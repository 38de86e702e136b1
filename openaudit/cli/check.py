"""`openaudit check REF...`: audit models and say how open each is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from openaudit.cli.attesting import Attesting, attest_options, attest_records, check_attest
from openaudit.cli.formats import Reports, report_options, targets
from openaudit.cli.locking import load_lock, locked_options, tell_changes
from openaudit.cli.main import EXIT_DONE, EXIT_NOTHING, EXIT_POLICY, EXIT_UNAUDITED, complain
from openaudit.cli.options import evidence_option, fetch_options, set_logging, talk_options
from openaudit.cli.policies import find_policy, judged, passed, policy_options, tell_policy
from openaudit.cli.profile import profile_options
from openaudit.errors import FetchError, SnapshotInvalid
from openaudit.fetch.interface import utc_now
from openaudit.findings.policy import fails, is_threshold
from openaudit.record import AuditRecord
from openaudit.record.use import Profile

if TYPE_CHECKING:
    from openaudit.fetch.sources import Sources


def _thresholds(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not is_threshold(value):
            raise click.BadParameter(f"{value!r} is neither a severity (info, low, medium, high) nor a rule")
    return values


@click.command()
@click.argument("references", metavar="REF...", nargs=-1)
@click.option("--revision", metavar="REV", help="Branch, tag or commit on the Hub (default: main).")
@report_options("check")
@fetch_options
@evidence_option
@profile_options
@click.option(
    "--fail-on",
    metavar="LEVEL|RULE",
    multiple=True,
    callback=_thresholds,
    help="Exit 1 when a finding reaches this severity, or is of this rule (OA101); an undetermined verdict reaches "
    "every severity. Repeatable.",
)
@policy_options
@locked_options
@attest_options
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found; what could not be audited still exits 3.")
@talk_options
def command(
    references: tuple[str, ...],
    revision: str | None,
    forms: tuple[str, ...],
    as_json: bool,
    outputs: tuple[Path, ...],
    offline: bool,
    token: str | None,
    supplied: tuple[Path, ...],
    fail_on: tuple[str, ...],
    policy_name: str | None,
    no_config: bool,
    locked: bool,
    lockfile: Path,
    attesting: Attesting,
    exit_zero: bool,
    profile: Profile | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Audit models: how open is each, really, and with what proof?

    REF is a Hub id (meta-llama/Llama-3.1-8B, gpt2), a Hub address, hf://..., a local model folder (./my-model), a saved
    snapshot, or a name of the bundled catalogue (openai/gpt-5).
    """
    set_logging(quiet=quiet, verbose=verbose)
    lock = load_lock(lockfile) if locked else None
    references = references or (tuple(lock.models) if lock is not None else ())
    if not references and lock is not None:
        click.echo(f"openaudit: {lockfile} holds no model", err=True)
        sys.exit(EXIT_NOTHING)
    if not references:
        raise click.UsageError("name a model: openaudit check REF...")
    attest = check_attest(references, attesting, offline=offline)
    policy = find_policy(policy_name, no_config=no_config)
    if supplied and len(references) > 1:
        raise click.UsageError("--evidence is of one model: audit that one alone")
    reports = Reports(targets(forms, outputs, as_json=as_json), color=color, verbose=verbose)
    from openaudit.fetch.sources import Sources  # noqa: PLC0415  `--help` and wrong usage need none of it

    with Sources(offline=offline, token=token) as sources:
        records = [_audit(sources, reference, revision, supplied, reports) for reference in references]
    if profile is not None:
        from openaudit.classify.profile import use  # noqa: PLC0415  as above

        records = [replace(record, use=use(record, profile)) for record in records]
    records = list(judged(records, policy))
    reports.write(records)
    attest_records(records, attesting, attest, quiet=quiet)
    if not quiet and not reports.tells_people:  # the page itself tells it
        tell_policy(records)
    changed = lock is not None and tell_changes(references, records, lock, quiet=quiet)
    sys.exit(_exit_code(records, fail_on, exit_zero=exit_zero, changed=changed))


def _audit(
    sources: "Sources", reference: str, revision: str | None, supplied: tuple[Path, ...], reports: Reports
) -> AuditRecord:
    from openaudit.audit import audit, failed  # noqa: PLC0415  as above
    from openaudit.fetch.supplied import with_supplied  # noqa: PLC0415  as above

    try:
        snapshot = sources.fetch(reference, revision)
    except (FetchError, SnapshotInvalid) as error:
        complain(error)
        return failed(reference, error, retrieved_at=utc_now())
    whole = with_supplied(snapshot, supplied)
    reports.see(whole)
    return audit(whole)


def _exit_code(records: list[AuditRecord], fail_on: tuple[str, ...], *, exit_zero: bool, changed: bool) -> int:
    if any(r.status == "failed" for r in records):
        return EXIT_UNAUDITED
    if not exit_zero and (changed or any(fails(r, fail_on) or not passed(r) for r in records)):
        return EXIT_POLICY
    return EXIT_DONE
