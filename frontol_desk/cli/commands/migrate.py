"""``migrate``: bring the database schema up to date."""

from __future__ import annotations

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import print_document, say
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.model import Settings


@click.command("migrate")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--dsn", metavar="DSN", help="Connect with another account, for example the owner's.")
@click.option("--to", "target", hidden=True)
@global_options
@pass_call
def migrate(call: Call, *, dry_run: bool, dsn: str | None, target: str | None) -> int:
    """Bring the database schema up to date."""
    if target is not None:
        raise DeskError(ErrorCode.NOT_AVAILABLE, what="migrate --to")
    settings = call.open({"database"}, {"database": {"dsn": dsn}} if dsn else None)
    steps = run_task(_migrate(call, settings, dry_run=dry_run))
    if call.json:
        print_document({"dry_run": dry_run, "steps": steps})
        return 0
    say(text(("migrate_would" if dry_run else "migrate_done") if steps else "migrate_nothing"))
    for step in steps:
        say(f"  {step}")
    return 0


async def _migrate(call: Call, settings: Settings, *, dry_run: bool) -> list[str]:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.migrate(dry_run=dry_run)
