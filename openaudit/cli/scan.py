"""`openaudit scan PATH`: the models that a repository names, where, and how open they are."""

import os
import sys
from pathlib import Path

import click
import msgspec

from openaudit.cli.main import EXIT_DONE, EXIT_NOTHING, EXIT_POLICY, EXIT_UNAUDITED
from openaudit.cli.options import (
    PageStyle,
    fetch_options,
    output_options,
    set_logging,
    talk_options,
    write_answer,
    write_output,
)
from openaudit.cli.policies import find_policy, judged, passed, policy_options, tell_policy
from openaudit.errors import OpenauditError
from openaudit.record import AuditRecord
from openaudit.scan.places import Found
from openaudit.scan.result import Scan, group
from openaudit.scan.walk import scan


@click.command()
@click.argument("path", metavar="[PATH]", type=click.Path(path_type=Path, exists=True), default=".")
@click.option("--list", "only_list", is_flag=True, help="Only list the models and where they are named.")
@output_options("scan", "text", "json", "sarif")
@fetch_options
@policy_options
@talk_options
def command(
    path: Path,
    only_list: bool,
    form: str,
    as_json: bool,
    output: Path | None,
    offline: bool,
    token: str | None,
    policy_name: str | None,
    no_config: bool,
    color: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Find the models of the Hub that a repository names, with file and line, and audit them.

    Reads Python, notebooks, YAML, JSON, TOML, Dockerfiles, scripts, lock files. Nothing is run. With a policy, exits
    1 when it does not allow a model, and 3 when a file could not be read. PATH is a folder (default: this one) or a
    file.
    """
    set_logging(quiet=quiet, verbose=verbose)
    if only_list and policy_name is not None:
        raise click.UsageError("--list audits nothing, so no policy can be held against it: leave one of the two out")
    policy = find_policy(policy_name, no_config=no_config, start=path if path.is_dir() else path.parent)
    base = _base(path)
    try:
        found = scan(path, base)
    except OSError as error:
        raise OpenauditError(f"{path} can't be read", why=str(error), fix="name a folder or a file") from error
    records = [] if only_list else list(judged(_audited(found, offline=offline, token=token, quiet=quiet), policy))
    result = group(found, records, audited=not only_list)
    if form == "sarif" and not as_json:
        write_output(_sarif(result, base), output)
    else:
        write_answer(result, _page, output, as_json=as_json or form == "json", color=color, verbose=verbose)
    if not quiet and (output is not None or as_json or form != "text"):  # the page itself tells it
        tell_policy(records)
    sys.exit(_exit_code(result, held=policy is not None and not only_list))


def _page(result: Scan, style: PageStyle) -> str:
    from openaudit.report.terminal.scan import render_scan  # noqa: PLC0415  rich is heavy

    return render_scan(result, **style)


def _base(path: Path) -> Path:
    """Where the places' paths start: this folder, else the root of the repository that `path` is in, else `path`."""
    whole, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100  links are left as they are named
    if whole.is_relative_to(here):
        return here
    folder = whole if whole.is_dir() else whole.parent
    return next((f for f in (folder, *folder.parents) if (f / ".git").exists()), folder)


def _sarif(result: Scan, base: Path) -> str:
    """The audits as SARIF, each finding on the lines of code that name its model. Raises UsageError without audits."""
    from openaudit.report import places  # noqa: PLC0415  as above
    from openaudit.report.sarif import SarifFormatter  # noqa: PLC0415  as above

    audited = [(m, m.record) for m in result.models if not isinstance(m.record, msgspec.UnsetType)]
    if not audited and result.models:
        raise click.UsageError("--list audits nothing, and SARIF holds findings: leave one of the two out")
    named = [
        places.SourceLine(record.subject.id, at.file, at.line, record.subject.revision or "")
        for model, record in audited
        for at in model.places
    ]
    skipped = tuple((s.file, s.reason) for s in result.skipped)
    root = f"{base.as_uri().rstrip('/')}/"
    formatter = SarifFormatter(places=tuple(named), skipped=skipped, root=root)
    return formatter.format([record for _, record in audited])


def _audited(found: Found, *, offline: bool, token: str | None, quiet: bool) -> list[AuditRecord]:
    """A record for each model and revision that is named, in the order in which they are named first."""
    from openaudit.audit import audit, failed  # noqa: PLC0415  --list needs none of it
    from openaudit.cli.main import complain  # noqa: PLC0415  as above
    from openaudit.fetch.interface import utc_now  # noqa: PLC0415  as above
    from openaudit.fetch.sources import Sources  # noqa: PLC0415  as above

    records = []
    with Sources(offline=offline, token=token) as sources:
        for reference, revision in dict.fromkeys((p.reference, p.revision) for p in found.places):
            try:
                records.append(audit(sources.fetch(reference, revision)))
            except OpenauditError as error:
                if not quiet:
                    complain(error)
                records.append(failed(reference, error, retrieved_at=utc_now()))
    return records


def _exit_code(result: Scan, *, held: bool) -> int:
    """The exit code; `held`: against a policy, of which a file that could not be read is shown to obey nothing."""
    if held and result.skipped:
        return EXIT_UNAUDITED
    if not result.models:
        return EXIT_NOTHING
    records = [m.record for m in result.models if not isinstance(m.record, msgspec.UnsetType)]
    if any(r.status == "failed" for r in records):
        return EXIT_UNAUDITED
    return EXIT_DONE if all(passed(r) for r in records) else EXIT_POLICY
