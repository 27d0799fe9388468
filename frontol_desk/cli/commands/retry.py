"""``retry``: try again what failed, of a run, of one file, or everything that is open."""

from __future__ import annotations

from pathlib import Path

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.letters import key_named, retry_named, retry_options
from frontol_desk.domain.errors import DeskError, ErrorCode


@click.command("retry")
@click.option("--run-id", "runs", multiple=True, metavar="R", help="What failed in this run; repeatable.")
@click.option("--file-id", "files", multiple=True, metavar="F", help="A failure of deadletters list; repeatable.")
@click.option("--all-failed", is_flag=True, help="Everything that is open.")
@retry_options
@global_options
@pass_call
def retry(
    call: Call,
    runs: tuple[str, ...],
    files: tuple[str, ...],
    *,
    all_failed: bool,
    from_stage: str | None,
    report_file: Path | None,
) -> int:
    """Try again what failed and is open, in one run."""
    if not (runs or files or all_failed):
        raise DeskError(ErrorCode.USAGE, reason="missing", parameter="--all-failed / --run-id / --file-id")
    keys = None if all_failed else [key_named(name, "--file-id") for name in files]
    return retry_named(call, keys, runs, from_stage, report_file)
