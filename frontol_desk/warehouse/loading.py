"""Loads one file in one transaction: wholly or not at all, and twice equals once.

Rows whose numbers cannot be stored yet go straight into their tables by COPY. Where numbers meet stored ones, the line
hashes decide: same rows stay, changed ones replace the stored ones, which are kept in `superseded`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.layout import Layout
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.rows import LINEAGE_COLUMNS, Chunk, Key, QuarantinedLine
from frontol_desk.warehouse import quarantine
from frontol_desk.warehouse.ahead import read_ahead
from frontol_desk.warehouse.copying import copy_rows
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.differing import Stored, Wave, difference, everything_new
from frontol_desk.warehouse.hashing import Hashing
from frontol_desk.warehouse.spans import NumberSet, Span
from frontol_desk.warehouse.superseding import forget_detours, remove_missing, stored_keys, supersede
from frontol_desk.warehouse.survey import Survey, WorkplaceDay, survey

_ROWS_KEPT_BACK = 4000
"""So many rows of one table are collected before they are copied: a COPY for every few rows is slow."""


@dataclass(slots=True)
class LoadCounts:
    """What became of the lines: ``read == loaded + unchanged + quarantined``."""

    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    removed: int = 0
    quarantined: int = 0
    by_table: dict[str, int] = field(default_factory=lambda: defaultdict(int))


Progress = Callable[[int, int], None]
"""Called with bytes read and lines read so far."""


class FileLoad:
    """The load of one file inside an open transaction. Use `run` once.

    With `hashing` the file is read with its personal data hashed, and so must be what is kept of earlier versions.
    """

    def __init__(
        self,
        connection: Connection,
        folder: SourceFolder,
        file_id: int,
        asked: DateRange | None,
        hashing: Hashing | None = None,
    ) -> None:
        self.counts = LoadCounts()
        self.quarantined: list[QuarantinedLine] = []
        self.spans: dict[WorkplaceDay, Span] = {}
        self._connection = connection
        self._folder = folder
        self._file_id = file_id
        self._asked = asked
        self._hashing = hashing
        self._replaced: set[str] = set()
        self._stored: dict[WorkplaceDay, Span] = {}
        self._days_known: set[date] = set()
        self._kept: dict[WorkplaceDay, NumberSet] = defaultdict(NumberSet)
        self._waiting: dict[str, tuple[Layout, list[bytes]]] = {}
        self._repeats_keys = False

    @property
    def dates(self) -> DateRange | None:
        """First and last date of the rows found."""
        days = sorted({day for day, _ in self.spans})
        return DateRange(date.fromisoformat(days[0]), date.fromisoformat(days[-1])) if days else None

    async def run(self, reader: ExportReader, progress: Progress, *, trust_dates_found: bool = False) -> None:
        """Load every chunk; with `trust_dates_found` the dates of the rows count as asked for."""
        async with read_ahead(iter(reader), _surveyed) as steps:
            async for chunk, surveyed in steps:
                await self._take(chunk, surveyed)
                progress(chunk.bytes_done, self.counts.read)
        await self._flush()
        if trust_dates_found:
            self._asked = self.dates
        await self._settle()

    async def _take(self, chunk: Chunk, surveyed: Survey) -> None:
        self.counts.read += chunk.lines
        self.counts.quarantined += len(chunk.quarantined)
        self.quarantined += chunk.quarantined
        await self._learn_days(surveyed.days())
        meeting = {pair: span for pair, span in surveyed.spans.items() if self._meets(pair, span)}
        if not meeting and not surveyed.repeating:
            await self._carry_out(everything_new(chunk))
        else:
            await self._flush()
            stored: dict[Key, Stored] = {}
            for pair, span in meeting.items():
                stored |= await stored_keys(self._connection, self._folder, pair, span)
            found = await asyncio.to_thread(difference, chunk, stored)
            self._repeats_keys |= len(found.waves) > 1 or not self.spans.keys().isdisjoint(meeting)
            for pair, numbers in found.unchanged.items():
                self.counts.unchanged += len(numbers)
                self._kept[pair].update(numbers)
            for wave in found.waves:
                await self._carry_out(wave)
        for pair, span in surveyed.spans.items():
            self.spans.setdefault(pair, Span(span.first, span.last)).widen(span)

    def _meets(self, pair: WorkplaceDay, span: Span) -> bool:
        return any(
            known is not None and known.overlaps(span) for known in (self._stored.get(pair), self.spans.get(pair))
        )

    async def _learn_days(self, days: list[date]) -> None:
        """Look up which numbers are stored of days not met before, for all workplaces of the folder."""
        fresh = [day for day in days if day not in self._days_known]
        if not fresh:
            return
        self._days_known.update(fresh)
        records = await self._connection.fetch(
            "SELECT transaction_date, cash_register_code, first_number, last_number FROM workplace_days"
            " WHERE source_folder = $1 AND transaction_date = ANY($2::date[])",
            str(self._folder),
            fresh,
        )
        for day, workplace, first, last in records:
            self._stored[day.isoformat(), workplace] = Span(first, last)

    async def _carry_out(self, wave: Wave) -> None:
        if wave.replaced:
            await self._flush()
        self._replaced.update(wave.replaced)
        for table, keys in wave.replaced.items():
            await supersede(
                self._connection, self._folder, table, keys, by=self._file_id, reason="replaced", hashing=self._hashing
            )
        for table, (layout, rows) in wave.rows.items():
            self.counts.loaded += len(rows)
            self.counts.by_table[table] += len(rows)
            waiting = self._waiting.setdefault(table, (layout, []))[1]
            waiting += rows
            if len(waiting) >= _ROWS_KEPT_BACK:
                await self._copy(table)

    async def _copy(self, table: str) -> None:
        layout, rows = self._waiting.pop(table)
        await copy_rows(self._connection, layout, LINEAGE_COLUMNS, rows)

    async def _flush(self) -> None:
        for table in list(self._waiting):
            await self._copy(table)

    async def _settle(self) -> None:
        """Remove what the answer no longer has, keep and resolve quarantined lines, note which numbers are stored."""
        workplaces = self._workplace_spans()
        if self._repeats_keys:
            await forget_detours(self._connection, self._folder, by=self._file_id)
        if self._hashing:
            await self._hashing.forget_same(self._connection, self._folder, self._replaced, by=self._file_id)
        if self._asked is not None:
            await self._learn_days(list(self._asked.days()))
            for workplace, span in workplaces.items():
                if self._may_remove(workplace) and self._had_rows(workplace, span):
                    self.counts.removed += await remove_missing(
                        self._connection,
                        self._folder,
                        workplace,
                        span,
                        self._asked,
                        self._kept,
                        by=self._file_id,
                        hashing=self._hashing,
                    )
        await quarantine.resolve(
            self._connection, self._folder, self._file_id, self.quarantined, workplaces, self._asked, self._hashing
        )
        await quarantine.keep(self._connection, self._folder, self._file_id, self.quarantined, self._asked)
        await self._note_spans()

    def _workplace_spans(self) -> dict[int, Span]:
        spans: dict[int, Span] = {}
        for (_, workplace), span in self.spans.items():
            spans.setdefault(workplace, Span(span.first, span.last)).widen(span)
        return spans

    def _may_remove(self, workplace: int) -> bool:
        """Tell whether this file is a whole account of a workplace: none of its lines may be unreadable."""
        return all(line.workplace is not None and line.workplace != workplace for line in self.quarantined)

    def _had_rows(self, workplace: int, span: Span) -> bool:
        """Tell whether the workplace may have had rows within these numbers before this file."""
        return any(code == workplace and stored.overlaps(span) for (_, code), stored in self._stored.items())

    async def _note_spans(self) -> None:
        await self._connection.executemany(
            "INSERT INTO workplace_days"
            " (source_folder, transaction_date, cash_register_code, first_number, last_number)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source_folder, transaction_date, cash_register_code) DO UPDATE"
            " SET first_number = least(workplace_days.first_number, excluded.first_number),"
            " last_number = greatest(workplace_days.last_number, excluded.last_number)",
            [
                (str(self._folder), date.fromisoformat(day), workplace, span.first, span.last)
                for (day, workplace), span in self.spans.items()
            ],
        )


def _surveyed(chunk: Chunk) -> tuple[Chunk, Survey]:
    return chunk, survey(chunk)
