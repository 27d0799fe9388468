"""The files of one run, with how long each stage took."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from frontol_desk.domain.report import FileDetail, Stage
from frontol_desk.ui import formats
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.states import StateLook, look, state_of
from frontol_desk.ui.translation import translate

Index = QModelIndex | QPersistentModelIndex

DETAIL = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_NONE = "\N{EM DASH}"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

FOLDER, FILE, STATE, SIZE, READ, LOADED, UNCHANGED, REMOVED, QUARANTINED = range(9)
_STAGES = tuple(Stage)


def stage_title(stage: Stage) -> str:
    """Return the heading over the seconds of a stage."""
    return {
        Stage.REQUEST: translate("RunFiles", "Request, s"),
        Stage.WAIT: translate("RunFiles", "Wait, s"),
        Stage.DOWNLOAD: translate("RunFiles", "Download, s"),
        Stage.ARCHIVE: translate("RunFiles", "Archive, s"),
        Stage.PARSE: translate("RunFiles", "Parse, s"),
        Stage.LOAD: translate("RunFiles", "Load, s"),
        Stage.VERIFY: translate("RunFiles", "Verify, s"),
        Stage.ACKNOWLEDGE: translate("RunFiles", "Acknowledge, s"),
    }[stage]


def column_title(column: int) -> str:
    """Return the heading of a column."""
    if column >= QUARANTINED + 1:
        return stage_title(_STAGES[column - QUARANTINED - 1])
    return {
        FOLDER: translate("RunFiles", "Folder"),
        FILE: translate("RunFiles", "File"),
        STATE: translate("RunFiles", "State"),
        SIZE: translate("RunFiles", "Size"),
        READ: translate("RunFiles", "Rows"),
        LOADED: translate("RunFiles", "Loaded"),
        UNCHANGED: translate("RunFiles", "Unchanged"),
        REMOVED: translate("RunFiles", "Removed"),
        QUARANTINED: translate("RunFiles", "Quarantined"),
    }[column]


class RunFilesModel(QAbstractTableModel):
    """A row per file, or per folder that gave none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._details: list[FileDetail] = []
        self._discrepancies: dict[tuple[str, str | None], int] = {}

    def show(self, details: Sequence[FileDetail], discrepancies: dict[tuple[str, str | None], int]) -> None:
        """Replace everything; `discrepancies` counts the findings of each folder's file."""
        self.beginResetModel()
        self._details = list(details)
        self._discrepancies = discrepancies
        self.endResetModel()

    def retell(self) -> None:
        """Say that every text reads differently now: the language changed."""
        if self._details:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._details) - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how many files the run had."""
        return 0 if parent.isValid() else len(self._details)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how much is told of each."""
        return 0 if parent.isValid() else QUARANTINED + 1 + len(_STAGES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:  # noqa: N802
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section >= SIZE else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        detail, column = self._details[index.row()], index.column()
        if role == DETAIL:
            return detail
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(detail, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column >= SIZE else _LEFT
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            found = self._look(detail)
            return icon(found.icon, found.tone)
        if role == Qt.ItemDataRole.ForegroundRole and column not in (FOLDER, READ, LOADED):
            return QColor(theme.current().tokens.colour(self._look(detail).tone if column == STATE else "muted"))
        return None

    def _look(self, detail: FileDetail) -> StateLook:
        return look(state_of(detail, self._discrepancies.get((detail.source_folder, detail.file), 0)))

    def _text(self, detail: FileDetail, column: int) -> str:
        if column == FOLDER:
            return detail.source_folder
        if column == FILE:
            return detail.file or _NONE
        if column == STATE:
            return self._look(detail).word
        if column == SIZE:
            return formats.size(detail.bytes) if detail.bytes else _NONE
        if column <= QUARANTINED:
            return _figure(detail, column)
        seconds = detail.stages.get(_STAGES[column - QUARANTINED - 1])
        return _NONE if seconds is None else formats.decimal(seconds, 1)


def _figure(detail: FileDetail, column: int) -> str:
    counts = (detail.read, detail.loaded, detail.unchanged, detail.removed, detail.quarantined)
    return formats.number(counts[column - READ]) if detail.file else _NONE
