"""The program's commands: each in a module of its own, imported when it is called."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from frontol_desk import __version__
from frontol_desk.cli.call import Call, global_options
from frontol_desk.domain.errors import DeskError, ErrorCode

_COMMANDS = (
    "load",
    "load-file",
    "parse",
    "export",
    "history",
    "status",
    "retry",
    "deadletters",
    "gaps",
    "missing",
    "requests",
    "archive",
    "audit",
    "migrate",
    "doctor",
    "validate",
    "profile",
    "secrets",
    "simulate",
)
_LATER = ("stats", "coverage", "reconcile", "schedule", "serve", "worker")


class DeskGroup(click.Group):
    """Finds commands by name; ``--run`` is the command ``load`` in the form that Task Scheduler starts."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands that work, in the order of use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command; None when nobody has heard of it."""
        if cmd_name in _COMMANDS:
            name = cmd_name.replace("-", "_")
            command: click.Command = getattr(import_module(f"frontol_desk.cli.commands.{name}"), name)
            return command
        return _later(cmd_name) if cmd_name in _LATER else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read ``--run`` as the command ``load``."""
        if "--run" in args:
            args = [arg for arg in args if arg != "--run"]
            args = args if args[:1] == ["load"] else ["load", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name an unknown command in our own words."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise DeskError(ErrorCode.USAGE, reason="no_such_command", command=args[0][:80])
        return super().resolve_command(ctx, args)


def _later(name: str) -> click.Command:
    """Build a command of the contract that a later version delivers: it takes anything and says so."""

    @global_options
    def refuse() -> None:
        raise DeskError(ErrorCode.NOT_AVAILABLE, what=name)

    rest = click.Argument(["rest"], nargs=-1, type=click.UNPROCESSED, expose_value=False)
    command = click.command(name, context_settings={"ignore_unknown_options": True}, hidden=True)(refuse)
    command.params.append(rest)
    return command


@click.group(cls=DeskGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="frontol-desk", message="%(prog)s %(version)s")
@click.option("--run", is_flag=True, help="Load without a window: the same as the command load, with its options.")
@click.option(
    "--screenshots", type=click.Path(path_type=Path), metavar="DIR", help="With --demo: pictures of the window."
)
@click.option("--language", type=click.Choice(("ru", "en")), help="Language of the window.")
@click.option("--scheme", type=click.Choice(("light", "dark")), help="Colour scheme of the window.")
@click.option(
    "--scale", type=click.FloatRange(0.5, 4), metavar="FACTOR", help="Size of the window's contents, 1.5: 150 %."
)
@global_options
@click.pass_context
def desk(
    context: click.Context,
    /,
    screenshots: Path | None,
    language: str | None,
    scheme: str | None,
    scale: float | None,
    **_run: bool,
) -> int | None:
    """Load the sales of Frontol 6 tills into PostgreSQL, every figure accounted for. Without a command: the window.

    Exit codes: 0 everything succeeded, 1 partly, 2 failed, 3 configuration or usage, 4 another run holds the folders,
    5 a server cannot be reached, 130 stopped.
    """
    call = context.ensure_object(Call)
    if context.invoked_subcommand is not None:
        return None
    from frontol_desk.cli.commands.window import open_window

    return open_window(call, screenshots=screenshots, language=language, scheme=scheme, scale=scale)
