"""Lines at fault are looked up among the open failures, once per row."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, cast

from frontol_desk.domain.overview import Failure, FailureKind, FailureList
from frontol_desk.domain.report import Problem
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.presenters.raw_lines import RawLines
from frontol_desk.ui.session import Session
from tests.unit.ui.queue_rows import BROKEN, problem, rows_of_all_states

ROW = rows_of_all_states(datetime.now(UTC))[3]


def failure(number: int, folder: SourceFolder, line: int, raw: str) -> Failure:
    return Failure(
        kind=FailureKind.QUARANTINED_LINE,
        id=number,
        folder=folder,
        file="response.txt",
        run_id="run",
        at=datetime.now(UTC),
        code="PARSE_INVALID",
        cause="PARSE_INVALID.bad_number",
        cause_text="",
        message="",
        hint="",
        line=line,
        raw=raw,
    )


class Desk:
    def __init__(self) -> None:
        self.asked = 0

    async def failures(self) -> FailureList:
        self.asked += 1
        other = SourceFolder.parse("P13/P13")
        lines = [failure(1, other, 150, "of another folder"), failure(2, ROW.folder, 150, BROKEN)]
        return FailureList(items=(*lines, failure(3, ROW.folder, 171, "next")), total=3)


class OpenSession:
    def __init__(self) -> None:
        self.desk = Desk()

    def run(self, work: Coroutine[Any, Any, Any], _name: str) -> None:
        asyncio.run(work)


def test_a_line_is_found_by_folder_file_and_number() -> None:
    session = OpenSession()
    lines = RawLines(cast("Session", session))
    found: list[tuple[int | None, str | None]] = []

    def note(one: Problem, raw: str | None) -> None:
        found.append((one.line, raw))

    for line in (150, 171, 999):
        lines.find(ROW, problem(line), note)
    assert found == [(150, BROKEN), (171, "next"), (999, None)]
    assert session.desk.asked == 1
