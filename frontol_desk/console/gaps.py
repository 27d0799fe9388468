"""Gaps in transaction numbers, for every front end: list them, ask for exactly what is missing, drop them."""

from __future__ import annotations

from collections.abc import Collection

from frontol_desk.console.runs import Runs
from frontol_desk.domain.asks import Gap, NumberRange
from frontol_desk.domain.audit import AuditAction
from frontol_desk.domain.report import RunReport, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.context import FolderTask
from frontol_desk.warehouse.gaps import GapBook

MOST_ASKS = 50
"""So many gaps of a folder are asked for in one run: each costs an answer of its kassa."""


class Gaps:
    """The gaps of a console."""

    def __init__(self, runs: Runs, book: GapBook, known: Collection[SourceFolder]) -> None:
        self._runs = runs
        self._book = book
        self._known = known

    async def open(self) -> tuple[Gap, ...]:
        """Return the open gaps, by folder, workplace and number."""
        return tuple(await self.listed())

    async def listed(self, *, closed: bool = False) -> list[Gap]:
        """Return the open gaps; with `closed` also those that the kassa cannot fill and those dropped."""
        await self._runs.prepare()
        return await self._book.listed(closed=closed)

    async def request(
        self, ids: Collection[int] | None = None, *, trigger: Trigger = Trigger.MANUAL
    ) -> RunReport | None:
        """Ask the kassas for exactly the missing numbers, of all open gaps or of these (absent ones, too), in one run.

        Only kassas of the settings are asked, each for at most `MOST_ASKS` gaps; those asked for longest ago or never
        come first. None is returned when there is nothing to ask for.
        """
        chosen = [
            gap
            for gap in await self.listed(closed=ids is not None)
            if (ids is None or gap.id in ids) and gap.folder in self._known and gap.numbers.first >= 0
        ]
        asked: dict[SourceFolder, list[Gap]] = {}
        for gap in sorted(chosen, key=lambda gap: (gap.asked_at is not None, gap.asked_at or gap.found_at, gap.id)):
            of_folder = asked.setdefault(gap.folder, [])
            if len(of_folder) < MOST_ASKS:
                of_folder.append(gap)
        if not asked:
            return None
        await self._book.asked([gap.id for gaps in asked.values() for gap in gaps])
        tasks = {folder: FolderTask(asks=_ranges(gaps)) for folder, gaps in asked.items()}
        named = [f"G{gap.id}" for gaps in asked.values() for gap in gaps]
        return await self._runs.run_tasks(tasks, trigger, _dates(chosen), action=AuditAction.REQUEST, named=named)

    async def drop(self, ids: Collection[int], who: str, reason: str) -> int:
        """Let gaps be; returns how many of these were not filled or dropped before."""
        await self._runs.prepare()
        return await self._book.drop(ids, who, reason)


def _ranges(gaps: Collection[Gap]) -> tuple[NumberRange, ...]:
    """Return what to ask for, in order; two workplaces that miss the same numbers are asked for them once."""
    return tuple(sorted({gap.numbers for gap in gaps}))


def _dates(gaps: Collection[Gap]) -> DateRange | None:
    return DateRange.around(dates for gap in gaps if (dates := gap.dates))
