"""What "copy for support" puts on the clipboard: everything about a row that helps, nothing of anybody's data.

Its labels are the program's own terms in every language, so that whoever helps can read and search them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from frontol_desk.domain.personal import HIDDEN, mask_personal
from frontol_desk.domain.report import FileDetail, Problem
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.versions import versions

_QUOTED = re.compile('«[^»]*»|“[^”]*”|"[^"]*"')
_FIGURES = re.compile(r"(?<![\w.,])\d{5,}(?:[.,]\d+)?(?![\w])")
_PATH = re.compile(r"(?<![\w/.])(?:[A-Za-z]:[\\/]|\\\\|~?/)[^«»“”\"():;,]+")
"""A path of this computer, with its blanks; words behind it may go with it."""
_OF_THE_SERVER = ("FTP_", "REQUEST_")
_IN_A_FOLDER = "folder"
"""The reason of those that speak of an exchange folder: it may be on this computer."""
_FROM_A_LINE = ("PARSE_INVALID", "KASSA_REPORTED")


def support_text(row: QueueRow) -> str:
    """Return the text for support about one row."""
    text = "\n".join((versions(), *_place(row), *_fate(row.detail), *_story(row), *_problems(row.problems)))
    return mask_personal(text)


def _place(row: QueueRow) -> Iterable[str]:
    yield f"run: {row.run_id}"
    yield f"folder: {row.folder}"
    yield f"file: {row.file or '-'}"
    yield f"sha256: {row.detail.sha256 if row.detail and row.detail.sha256 else '-'}"
    yield f"days: {row.dates}"
    yield f"state: {row.state.value}" + (f", stage {row.stage.value}" if row.stage else "")


def _fate(detail: FileDetail | None) -> Iterable[str]:
    if detail is None:
        return
    names = ("read", "loaded", "unchanged", "removed", "quarantined")
    yield "rows: " + ", ".join(f"{name} {getattr(detail, name)}" for name in names)
    yield f"bytes: {detail.bytes}"
    yield "seconds: " + (", ".join(f"{stage.value} {took:.3f}" for stage, took in detail.stages.items()) or "-")


def _story(row: QueueRow) -> Iterable[str]:
    """Say when each station was passed, in UTC: whoever helps may live elsewhere."""
    for mark, at in row.marks.items():
        yield f"{mark.value}: {at.isoformat(timespec='seconds')}"


def _problems(problems: Iterable[Problem]) -> Iterable[str]:
    for problem in problems:
        where = [f"{name} {value}" for name, value in (("line", problem.line), ("field", problem.field)) if value]
        stage = f" [{problem.stage.value}]" if problem.stage else ""
        place = f" {', '.join(where)}" if where else ""
        yield f"{problem.severity} {problem.code}{stage}{place}: {masked(problem)}"


def masked(problem: Problem) -> str:
    """Return a problem's message without values out of the file and without paths of this computer."""
    on_server = problem.code.startswith(_OF_THE_SERVER) and problem.reason != _IN_A_FOLDER
    text = problem.message if on_server else _PATH.sub(HIDDEN, problem.message)
    if problem.code.startswith(_FROM_A_LINE):
        text = _FIGURES.sub(HIDDEN, _QUOTED.sub(HIDDEN, text))
    return text
