"""``migrate``: bring the database schema up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import print_document, say
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.model import Settings


@click.command("migrate")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--dsn", metavar="DSN", help="Connect with another account, the owner's say; its password is asked for.")
@click.option("--grant-to", metavar="ROLE", help="Also give the account that loads just the rights it needs.")
@click.option("--to", "target", hidden=True)
@global_options
@pass_call
def migrate(call: Call, *, dry_run: bool, dsn: str | None, grant_to: str | None, target: str | None) -> int:
    """Bring the database schema up to date."""
    if target is not None:
        raise DeskError(ErrorCode.NOT_AVAILABLE, what="migrate --to")
    settings = call.open({"database"}, {"database": _account(dsn)} if dsn else None)
    with _of_account(dsn):
        steps = run_task(_migrate(call, settings, dry_run=dry_run, grant_to=grant_to))
    if call.json:
        print_document({"dry_run": dry_run, "steps": steps})
        return 0
    say(text(("migrate_would" if dry_run else "migrate_done") if steps else "migrate_nothing"))
    for step in steps:
        say(f"  {step}")
    return 0


def _account(dsn: str) -> dict[str, str]:
    """Return the settings of another account: arguments can be read by others, so on a terminal its password is asked.

    Elsewhere the environment can have it: FRONTOL_DESK_DATABASE__PASSWORD.
    """
    from frontol_desk.settings.dsn import split_dsn

    try:
        parts = split_dsn(dsn)
    except ValueError:  # the settings say what is wrong with it
        return {"dsn": dsn}
    if "password" in parts or "user" not in parts or not sys.stdin.isatty():
        return {"dsn": dsn}
    return {"dsn": dsn, "password": getpass(text("migrate_password", user=parts["user"]))}


@contextmanager
def _of_account(dsn: str | None) -> Iterator[None]:
    """Around the work: when the account of `dsn` is turned away, it is not the stored password that is wrong."""
    try:
        yield
    except DeskError as error:
        if dsn is None or (error.code, error.reason) != (ErrorCode.DB_LOGIN, "password"):
            raise
        raise DeskError(ErrorCode.DB_LOGIN, reason="account", **error.context) from error


async def _migrate(call: Call, settings: Settings, *, dry_run: bool, grant_to: str | None) -> list[str]:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.migrate(dry_run=dry_run, grant_to=grant_to)
