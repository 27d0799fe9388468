"""Finds the text of a line at fault, which a run's report does not quote: open failures have it."""

from __future__ import annotations

from collections.abc import Callable

from frontol_desk.domain.report import Problem
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.session import Session

Found = Callable[[Problem, str | None], None]


class RawLines:
    """Remembers the lines of the row asked about last: its problems are stepped through one after the other."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._row: int | None = None
        self._lines: dict[int, str] = {}

    def find(self, row: QueueRow, problem: Problem, found: Found) -> None:
        """Look for the line of a problem; `found` gets it, or None when there is no such line any more."""
        if row.id == self._row and problem.line is not None:
            found(problem, self._lines.get(problem.line))
        else:
            self._session.run(self._find(row, problem, found), "line at fault")

    async def _find(self, row: QueueRow, problem: Problem, found: Found) -> None:
        desk = self._session.desk
        if desk is None or problem.line is None:
            return
        failures = await desk.failures()
        self._row = row.id
        self._lines = {
            failure.line: failure.raw
            for failure in failures.items
            if failure.folder == row.folder and failure.file == row.file
            if failure.line is not None and failure.raw is not None
        }
        found(problem, self._lines.get(problem.line))
