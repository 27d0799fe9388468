"""Everything at once: every group of looks side by side, each with its own time-outs, nothing ever raised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from functools import partial
from typing import Any, Final

from frontol_desk.console.doctor import database, exchange, here
from frontol_desk.console.doctor.findings import Tell, untried, wrong
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import FOLDER_CHECKS, Probe, ProbeStatus
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem, is_of_store

Group = Callable[[Settings, Tell], Coroutine[Any, Any, None]]
_GROUPS: Final[dict[str, Group]] = {
    "settings": here.examine_settings,
    "secrets": here.examine_secrets,
    "disk": here.examine_disk,
    "database": database.examine_database,
    "ftp": exchange.examine_exchange,
}
GROUPS: Final = tuple(_GROUPS)
"""What can be looked at by itself, in the order in which it is shown."""


async def examine(
    settings: Settings,
    *,
    problems: Sequence[SettingProblem] = (),
    only: Collection[str] = GROUPS,
    on_probe: Tell = lambda _: None,
) -> tuple[Probe, ...]:
    """Look at everything that loads depend on, or at the groups named by `only`; `on_probe` hears of each finding.

    `problems` are those known of the settings. Nothing is changed anywhere: what is written to try out rights is
    removed again. What is wrong with the settings of a group that is looked at is told in any case. Returned are the
    findings in the order of `GROUPS`; folders in that of the settings.
    """
    found: dict[str, list[Probe]] = {name: [] for name in GROUPS if name in _wanted(only, problems)}
    looks = _GROUPS | {
        "settings": partial(here.examine_settings, problems=problems),
        "secrets": partial(here.examine_secrets, problems=problems),
    }

    async def group(name: str) -> None:
        def tell(probe: Probe) -> None:
            found[name].append(probe)
            on_probe(probe)

        try:
            if unknown := _without_password(settings, name, problems):
                tell(untried(name, unknown))
            else:
                await looks[name](settings, tell)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            tell(wrong(name, DeskError(ErrorCode.INTERNAL, cause=type(error).__name__)))

    await asyncio.gather(*map(group, found))
    place = _places(settings)
    return tuple(probe for probes in found.values() for probe in sorted(probes, key=lambda probe: place(probe.name)))


def _wanted(only: Collection[str], problems: Sequence[SettingProblem]) -> Collection[str]:
    """Add the settings to the groups when one of these, or the file of the profile, is not as it should be."""
    at_fault = {problem.setting.partition(".")[0] for problem in problems}
    return {*only, "settings"} if at_fault & {*only, "profile", "extends"} else only


def _without_password(settings: Settings, group: str, problems: Sequence[SettingProblem]) -> DeskError | None:
    """Return why nobody knows the password of a server: to sign in without it says nothing, and may lock the account.

    A database may let this account in without; only while the store of secrets is away nobody knows that.
    """
    if group not in ("database", "ftp") or getattr(settings, group).password is not None:
        return None
    if group == "ftp" and (settings.exchange.transport == "folder" or settings.ftp.user == "anonymous"):
        return None
    causes = [one for one in problems if one.setting == f"{group}.password" or is_of_store(one)]
    return causes[0].error if causes and getattr(settings, group).host else None


def _places(settings: Settings) -> Callable[[str], int]:
    """Return where a finding stands among those of its group: folders as in the settings, whenever they were ready."""
    try:
        names = [f"{kind} {folder}" for folder in settings.folders for kind in FOLDER_CHECKS]
    except DeskError:
        names = []
    known = {name: place for place, name in enumerate(names, 1)}
    return lambda name: len(names) + 1 if name.startswith("ftp.") else known.get(name, 0)


async def examine_one(settings: Settings, group: str) -> Probe:
    """Look thoroughly at the ``database`` or the exchange (``ftp``); returns what is wrong, else how it answers."""
    probes = await examine(settings, only={group})
    return next((probe for probe in probes if probe.status is ProbeStatus.ERROR), probes[0])
