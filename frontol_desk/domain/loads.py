"""One file's load, as the pipeline orders it and the warehouse reports it."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path

from frontol_desk.domain.asks import FreshAnswer, KeptOriginal
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.report import FileStatus, Reconciliation
from frontol_desk.domain.values import DateRange, SourceFolder


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a folder. `fence` grows with every holder, so a stalled one can no longer write."""

    folder: SourceFolder
    owner: str
    fence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRequest:
    """A file to load. `original` is the uncompressed file; `sha256` names its archived copy.

    `fresh` is set for what the kassa has just answered, None for what was lying somewhere.

    `kept` is awaited before the load is committed: with it the archive copy may be written side by side with the load.
    `asked` are the days the kassa was asked for: within them, rows that the answer no longer has are removed. With
    `trust_dates_found` (a file named by a person) the dates of its rows count as asked for. `again` is the kept
    original that is taken again; an answer that is not `whole` may be unfinished and makes no dead letter good by days.
    """

    run_id: str
    lease: Lease
    name: str
    original: Path
    sha256: str
    asked: DateRange | None = None
    trust_dates_found: bool = False
    encoding: str | None = None
    kept: Awaitable[object] | None = None
    again: KeptOriginal | None = None
    whole: bool = True
    fresh: FreshAnswer | None = None


@dataclass(slots=True, kw_only=True)
class LoadOutcome:
    """What became of a file: ``read == loaded + unchanged + quarantined``.

    `problems` are those of its lines, of very many only the first.

    `dates` are those of its rows, `to_check` the days it matters for if these are not the same: asked for numbers, a
    kassa gives those of all its workplaces, whose days may lie far apart.

    `seconds` are those of parsing (deciding encoding and content) and of loading.
    """

    file_id: int
    status: FileStatus
    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    removed: int = 0
    quarantined: int = 0
    by_table: dict[str, int] = field(default_factory=dict)
    dates: DateRange | None = None
    to_check: DateRange | None = None
    problems: list[DeskError] = field(default_factory=list)
    warnings: list[DeskError] = field(default_factory=list)
    parse_seconds: float = 0.0
    load_seconds: float = 0.0


@dataclass(slots=True)
class Verification:
    """What the checks after a load found; every finding is a warning."""

    counts: Reconciliation = field(default_factory=Reconciliation)
    findings: list[DeskError] = field(default_factory=list)
