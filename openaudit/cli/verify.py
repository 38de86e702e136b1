"""`openaudit verify RECORD`: does a filed record stand: by its digest, its evidence, its signature?"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openaudit.cli.main import EXIT_DONE, EXIT_POLICY, EXIT_UNAUDITED, complain
from openaudit.cli.options import PageStyle, output_options, set_logging, talk_options, write_answer
from openaudit.cli.policies import find_policy
from openaudit.cli.verify_signed import Signature, records, signature_options
from openaudit.errors import OpenauditError, RecordsInvalid, SnapshotInvalid
from openaudit.record import AuditRecord

if TYPE_CHECKING:
    from openaudit.policy.rules import Policy
    from openaudit.verify.result import Check, Verification

_EXITS = {"holds": EXIT_DONE, "self-consistent": EXIT_DONE, "broken": EXIT_POLICY, "unknown": EXIT_UNAUDITED}
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("filed", metavar="RECORD", type=_FILE)
@click.option(
    "--snapshot",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The evidence: a folder that `openaudit snapshot` wrote, or one that holds such folders.",
)
@signature_options
@click.option(
    "--policy",
    "policy_name",
    metavar="FILE|PRESET",
    help="The policy that the record was held against: its verdict is evaluated again, as of the record's day.",
)
@output_options("verify", "text", "json")
@talk_options
def command(
    filed: Path,
    folder: Path | None,
    signature: Signature,
    policy_name: str | None,
    form: str,
    as_json: bool,
    output: Path | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Verify a filed record: is it what was written, and does its evidence still give it?

    RECORD is what `check --format json` or `batch` wrote, or the attestation that `check --attest` signed. Without
    --snapshot only the record itself is looked at; without --policy a policy's verdict is not checked. Exits 1 when
    something is not as it was, 3 when something could not be checked.
    """
    set_logging(quiet=quiet, verbose=verbose)
    policy = find_policy(policy_name, no_config=True)
    try:
        found = [_verified(*item, folder, policy) for item in records(filed, signature)]
        if not found:
            raise _no_record(filed)
    except RecordsInvalid as error:
        complain(error)
        sys.exit(EXIT_POLICY)
    except OSError as error:
        raise OpenauditError(f"{filed} can't be read", why=str(error), fix="name a file that can be read") from error
    answer = found[0] if len(found) == 1 else found
    write_answer(answer, _page, output, as_json=as_json or form == "json", color=color, verbose=verbose)
    sys.exit(max((_EXITS[v.outcome] for v in found), key=_rank, default=EXIT_UNAUDITED))


def _page(answer: "Verification | list[Verification]", style: PageStyle) -> str:
    from openaudit.report.terminal.verify import render_verification  # noqa: PLC0415  rich is heavy

    return render_verification(answer if isinstance(answer, list) else [answer], **style)


def _no_record(filed: Path) -> RecordsInvalid:
    return RecordsInvalid(
        f"{filed} holds no audit record",
        why="it is empty",
        fix="name a file that `check --format json` or `batch` wrote",
    )


def _rank(code: int) -> int:
    """What is broken weighs more than what could not be checked."""
    return [EXIT_DONE, EXIT_UNAUDITED, EXIT_POLICY].index(code)


def _verified(
    record: AuditRecord, known: tuple["Check", ...], folder: Path | None, policy: "Policy | None"
) -> "Verification":
    from openaudit.verify.checks import against, by_itself, without  # noqa: PLC0415  as above
    from openaudit.verify.evidence import snapshot_of  # noqa: PLC0415  as above
    from openaudit.verify.policies import judged_again  # noqa: PLC0415  as above
    from openaudit.verify.result import Check, conclude  # noqa: PLC0415  as above

    checks = (*known, *by_itself(record), *judged_again(record, policy))
    if folder is not None:
        try:
            kept = snapshot_of(record, folder)
        except SnapshotInvalid as error:
            message = f"{error.what}: {error.why}"
            checks = (*checks, Check(id="snapshot", outcome="broken", message=message))
        else:
            checks = (*checks, *(against(record, kept) if kept is not None else (without(record, str(folder)),)))
    return conclude(checks, id=record.subject.id, revision=record.subject.revision, against_snapshot=folder is not None)
