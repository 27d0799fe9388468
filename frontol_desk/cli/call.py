"""One call of the program: the options every command takes, and the settings they lead to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from frontol_desk.cli.language import chosen_language
from frontol_desk.cli.output import say
from frontol_desk.domain.messages import set_language, text

if TYPE_CHECKING:
    from frontol_desk.settings.load import Need
    from frontol_desk.settings.model import Settings
    from frontol_desk.settings.problems import SettingProblem

LEVELS = ("debug", "info", "warning", "error")
Command = TypeVar("Command", bound=Callable[..., Any])

log = logging.getLogger(__name__)


@dataclass
class Call:
    """The global options as given, before or after the command."""

    profile: str | None = None
    config: Path | None = None
    demo: bool = False
    log_level: str | None = None
    log_format: str | None = None
    json: bool = False

    @property
    def log_options(self) -> dict[str, dict[str, str]]:
        """The options of the log that were given, as settings."""
        given = {"level": self.log_level, "format": self.log_format}
        return {"log": {key: value for key, value in given.items() if value}}

    def read_settings(
        self, needs: Collection[Need] = (), overrides: Mapping[str, Any] | None = None
    ) -> tuple[Settings, list[SettingProblem]]:
        """Return the settings as far as they are sound and what is wrong with the rest; texts follow their language."""
        from frontol_desk.settings.load import read_settings

        given = {**self.log_options, **(overrides or {})}
        settings, problems = read_settings(self.profile, self.config, given, needs=needs, demo=self.demo)
        set_language(chosen_language(settings.language))
        if self.demo and not settings.kassas:
            from frontol_desk.simulator.demo import DEMO_KASSAS

            settings = settings.model_copy(update={"kassas": DEMO_KASSAS})
        return settings, problems

    def begin(self, settings: Settings, problems: list[SettingProblem], *, log_file: bool = True) -> None:
        """Raise the problems there are, all at once; else set up the log and say when this is only a demo.

        Settings files of an older version are brought up to date, with a backup, except by the demo.
        """
        from frontol_desk.console.audit import note
        from frontol_desk.domain.audit import AuditAction
        from frontol_desk.settings.problems import raise_problems
        from frontol_desk.settings.versions import upgrade_profile

        raise_problems(problems)
        self._start_log(settings, log_file=log_file)
        if not self.demo:
            for file in settings.files:
                if backup := upgrade_profile(file):
                    note(settings, AuditAction.SETTINGS, file.name, backup=backup.name)
        if self.demo:
            say(text("demo_note"), err=True)

    def open(self, needs: Collection[Need] = (), overrides: Mapping[str, Any] | None = None) -> Settings:
        """Return sound settings with the log set up, or raise all their problems."""
        settings, problems = self.read_settings(needs, overrides)
        self.begin(settings, problems)
        return settings

    def _start_log(self, settings: Settings, *, log_file: bool) -> None:
        from frontol_desk.services import event_log
        from frontol_desk.services.logging import configure_logging

        path = settings.home / "logs" / "frontol-desk.log" if log_file else None
        level, form = settings.log.level, settings.log.format
        summary_follows = form == "text" and level == "warning" and not self.json
        told = (event_log.__name__,) if summary_follows else ()
        try:
            configure_logging(level, form, path, settings.secret_texts, told_otherwise=told)
        except OSError as error:
            configure_logging(level, form, None, settings.secret_texts, told_otherwise=told)
            log.warning(text("log_file_failed", file=path, detail=error.strerror))


pass_call = click.make_pass_decorator(Call)


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value:
        setattr(context.find_object(Call), str(parameter.name), value)


_option = partial(click.option, expose_value=False, callback=_remember)


def global_options(command: Command) -> Command:
    """Add the options that every command takes; they may stand before the command, too."""
    options = (
        _option("--profile", metavar="NAME", help="Settings profile (default: default)."),
        _option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings file, not a profile."),
        _option("--demo", is_flag=True, help="Built-in kassas, FTP server and database; your own are ignored."),
        _option("--log-level", type=click.Choice(LEVELS, case_sensitive=False), help="What the log shows."),
        _option("--log-format", type=click.Choice(("text", "json")), help="How the log is written."),
        _option("--json", is_flag=True, help="Print one JSON document to standard output, nothing else."),
    )
    for option in reversed(options):
        command = option(command)
    return command
