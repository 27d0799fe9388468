"""The option ``--kassa`` and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import select_folders
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem


def kassa_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--kassa``, repeatable; the command gets a tuple of texts as `kassas`."""
    return click.option("--kassa", "kassas", multiple=True, metavar="K", help="P13 or N22/N22_FURN; repeatable.")(
        command
    )


def kassa_problems(settings: Settings, kassas: tuple[str, ...]) -> list[SettingProblem]:
    """Return the names that are no kassa and no folder; nothing to say while no list of kassas is set."""
    if not settings.folders:
        return []
    try:
        select_folders(settings.folders, kassas)
    except DeskError as error:
        return [SettingProblem("--kassa", error)]
    return []
