"""Checkpoints: the last complete day and report number of a folder, the highest number of each of its workplaces.

They are kept in the transaction of the load that moves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from frontol_desk.domain.asks import Ask, NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import LoadOutcome, LoadRequest
from frontol_desk.domain.report import Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse import gaps
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.spans import Span
from frontol_desk.warehouse.survey import WorkplaceDay

Header = tuple[str, str, str]
_MOST_DIGITS = 18


async def move(
    connection: Connection,
    request: LoadRequest,
    outcome: LoadOutcome,
    headers: Sequence[Header | None],
    spans: Mapping[WorkplaceDay, Span],
) -> list[DeskError]:
    """Move the checkpoints of a folder to what a file of it has brought; returns what is worth a warning.

    `spans` are the numbers of its workplaces and days. A gap is settled only by an answer of which every line is read.
    """
    folder, fresh = request.lease.folder, request.fresh
    fits = fresh is not None and _fits(fresh.ask, outcome.dates, spans)
    await note_numbers(connection, folder, outcome.file_id, spans)
    await note_complete(connection, folder, outcome.file_id, fresh.complete if fresh and fits else None)
    warnings = await note_report(connection, folder, headers, fresh=fresh is not None)
    if fresh and isinstance(fresh.ask, NumberRange):
        outcome.to_check = await gaps.days_around(connection, folder, fresh.ask)
        if fits and not outcome.quarantined:
            warnings += await gaps.answered(connection, folder, fresh.ask, request.run_id)
    return warnings


def _fits(ask: Ask, dates: DateRange | None, spans: Mapping[WorkplaceDay, Span]) -> bool:
    """Tell whether what was found can be the answer to this: a kassa that is late may have answered an earlier one."""
    if isinstance(ask, NumberRange):
        return all(ask.first <= span.first and span.last <= ask.last for span in spans.values())
    return dates is None or ask.overlaps(dates)


async def note_numbers(
    connection: Connection, folder: SourceFolder, file_id: int, spans: Mapping[WorkplaceDay, Span]
) -> None:
    """Note the highest number of the newest day of each workplace that a file has."""
    newest: dict[int, tuple[str, int]] = {}
    for (day, workplace), span in spans.items():
        newest[workplace] = max(newest.get(workplace, ("", 0)), (day, span.last))
    await connection.executemany(
        "INSERT INTO checkpoints (source_folder, cash_register_code, highest_date, highest_number, file_id)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source_folder, cash_register_code) DO UPDATE"
        " SET highest_date = excluded.highest_date, highest_number = excluded.highest_number,"
        " file_id = excluded.file_id WHERE (checkpoints.highest_date, checkpoints.highest_number)"
        " < (excluded.highest_date, excluded.highest_number)",
        [
            (str(folder), workplace, date.fromisoformat(day), number, file_id)
            for workplace, (day, number) in newest.items()
        ],
    )


async def note_complete(connection: Connection, folder: SourceFolder, file_id: int, complete: DateRange | None) -> None:
    """Note days that a kassa was asked for after they were over; a day that joins them moves the last complete one."""
    if complete is None:
        return
    await connection.execute(
        "UPDATE files SET complete_from = $2, complete_to = $3 WHERE file_id = $1",
        file_id,
        complete.first,
        complete.last,
    )
    await connection.execute(
        "INSERT INTO folders (source_folder, complete_through) VALUES ($1, $2) ON CONFLICT (source_folder)"
        " DO UPDATE SET complete_through = coalesce(folders.complete_through, excluded.complete_through)",
        str(folder),
        complete.last,
    )
    moved = True
    while moved:
        moved = await connection.fetchval(
            "UPDATE folders f SET complete_through = n.through FROM ("
            " SELECT max(g.complete_to) AS through FROM files g JOIN folders h USING (source_folder)"
            " WHERE g.source_folder = $1 AND g.complete_from <= h.complete_through + 1"
            " AND g.complete_to > h.complete_through) n"
            " WHERE f.source_folder = $1 AND n.through IS NOT NULL RETURNING true",
            str(folder),
        )


async def note_report(
    connection: Connection, folder: SourceFolder, headers: Iterable[Header | None], *, fresh: bool
) -> list[DeskError]:
    """Remember the report number of an answer; a `fresh` one whose number does not follow is worth a warning.

    The number differs by channel, so a jump is a hint that answers went elsewhere, and no proof. An older file taken
    again says nothing.
    """
    numbered = _numbered(headers)
    if not numbered:
        return []
    database, first, last = numbered
    known = await connection.fetchrow(
        "SELECT database_id, report_number FROM folders WHERE source_folder = $1", str(folder)
    )
    before = known["report_number"] if known and known["database_id"] == database else None
    if before is not None and last <= before and not fresh:
        return []
    await connection.execute(
        "INSERT INTO folders (source_folder, database_id, report_number) VALUES ($1, $2, $3)"
        " ON CONFLICT (source_folder) DO UPDATE SET database_id = excluded.database_id,"
        " report_number = excluded.report_number",
        str(folder),
        database,
        last,
    )
    if not fresh or before is None or (first <= before + 1 and last >= before):
        return []
    reason = None if first > before else "back"
    return [DeskError(ErrorCode.REPORT_JUMP, reason=reason, before=before, number=first, stage=Stage.LOAD)]


def _numbered(headers: Iterable[Header | None]) -> tuple[str, int, int] | None:
    """Return database id, lowest and highest report number of a file's exports; None when they are no numbers."""
    found = [header for header in headers if header is not None]
    texts: Sequence[str] = [header[2].strip() for header in found]
    if not texts or not all(text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS for text in texts):
        return None
    numbers = [*map(int, texts)]
    return found[-1][1].strip(), min(numbers), max(numbers)


async def complete_through(connection: Connection, folders: Iterable[SourceFolder]) -> dict[SourceFolder, date]:
    """Return the last complete day of each of these folders that has one."""
    wanted = {str(folder): folder for folder in folders}
    records = await connection.fetch(
        "SELECT source_folder, complete_through FROM folders"
        " WHERE source_folder = ANY($1::text[]) AND complete_through IS NOT NULL",
        [*wanted],
    )
    return {wanted[name]: day for name, day in records}
