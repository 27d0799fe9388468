"""What was wrong in one run, grouped by the file it was wrong in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.report import Problem
from frontol_desk.ui import formats
from frontol_desk.ui.models.grouped import Group, GroupedModel
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.translation import translate

_NONE = "\N{EM DASH}"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DISCREPANCIES = (ErrorCode.EQUATION, ErrorCode.SHIFT)


class ProblemColumn(IntEnum):
    """What is told of a problem."""

    SEVERITY = 0
    LINE = 1
    FIELD = 2
    MESSAGE = 3
    HINT = 4


_FIGURES = (ProblemColumn.LINE, ProblemColumn.FIELD)


def column_title(column: ProblemColumn) -> str:
    """Return the heading of a column."""
    return {
        ProblemColumn.SEVERITY: translate("RunProblems", "Problem"),
        ProblemColumn.LINE: translate("RunProblems", "Line"),
        ProblemColumn.FIELD: translate("RunProblems", "Field"),
        ProblemColumn.MESSAGE: translate("RunProblems", "What happened"),
        ProblemColumn.HINT: translate("RunProblems", "What to do"),
    }[column]


def discrepancies_in(problems: Iterable[Problem]) -> dict[tuple[str, str | None], int]:
    """Count the documents and shifts that did not balance, by folder and file."""
    return Counter(
        (problem.source_folder or "", problem.file) for problem in problems if problem.code in _DISCREPANCIES
    )


def by_file(problems: Iterable[Problem]) -> list[Group[Problem]]:
    """Group problems by folder and file, in the order they came; those of the whole run first."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        found.setdefault((problem.source_folder or "", problem.file or ""), []).append(problem)
    return [_group(folder, file, items) for (folder, file), items in sorted(found.items(), key=lambda entry: entry[0])]


def _group(folder: str, file: str, problems: list[Problem]) -> Group[Problem]:
    if not folder:
        title = translate("RunProblems", "The whole run")
    elif not file:
        title = folder
    else:
        title = translate("RunProblems", "{folder}, {file}").format(folder=folder, file=file)
    ordered = sorted(problems, key=lambda problem: (problem.severity, problem.line or 0))
    failed = any(problem.severity == "error" for problem in problems)
    return Group(
        f"{folder}/{file}", title, tuple(ordered), "cross" if failed else "warning", "red" if failed else "amber"
    )


class RunProblemsModel(GroupedModel[Problem]):
    """Files, and below each its problems, errors before warnings."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(len(ProblemColumn), parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:  # noqa: N802
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(ProblemColumn(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _FIGURES else _LEFT
        return None

    def item_data(self, item: Problem, column: int, role: int) -> object:
        """Return what a cell of a problem says."""
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(item, ProblemColumn(column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _FIGURES else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole and column in (ProblemColumn.MESSAGE, ProblemColumn.HINT):
            return _text(item, ProblemColumn(column))
        if role == Qt.ItemDataRole.DecorationRole and column == ProblemColumn.SEVERITY:
            return icon("cross", "red") if item.severity == "error" else icon("warning", "amber")
        if role == Qt.ItemDataRole.ForegroundRole and column != ProblemColumn.MESSAGE:
            return QColor(theme.current().tokens.colour(_tone(item, column)))
        return None


def _tone(problem: Problem, column: int) -> str:
    if column != ProblemColumn.SEVERITY:
        return "muted"
    return "red" if problem.severity == "error" else "amber"


def _text(problem: Problem, column: ProblemColumn) -> str:
    if column is ProblemColumn.SEVERITY:
        is_error = problem.severity == "error"
        return translate("RunProblems", "Error") if is_error else translate("RunProblems", "Warning")
    if column is ProblemColumn.LINE:
        return _NONE if problem.line is None else formats.number(problem.line)
    if column is ProblemColumn.FIELD:
        return _NONE if problem.field is None else formats.number(problem.field)
    return problem.message if column is ProblemColumn.MESSAGE else problem.hint
