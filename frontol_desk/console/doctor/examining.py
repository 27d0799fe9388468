"""Everything at once: every group of looks side by side, each with its own time-outs, nothing ever raised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any, Final

from frontol_desk.console.doctor import database, exchange, here
from frontol_desk.console.doctor.findings import Tell, wrong
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import FOLDER_CHECKS, Probe, ProbeStatus
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem

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
    removed again. Returned are the findings in the order of `GROUPS`; folders in that of the settings.
    """
    found: dict[str, list[Probe]] = {name: [] for name in GROUPS if name in only}

    async def group(name: str, look: Group) -> None:
        def tell(probe: Probe) -> None:
            found[name].append(probe)
            on_probe(probe)

        try:
            if name == "settings":
                await here.examine_settings(settings, tell, problems)
            else:
                await look(settings, tell)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            tell(wrong(name, DeskError(ErrorCode.INTERNAL, cause=type(error).__name__)))

    await asyncio.gather(*(group(name, _GROUPS[name]) for name in found))
    place = _places(settings)
    return tuple(probe for probes in found.values() for probe in sorted(probes, key=lambda probe: place(probe.name)))


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
