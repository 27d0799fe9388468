"""The audit log as a table: when, who, what, on what, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from frontol_desk.domain.audit import AuditAction, AuditEntry, Outcome
from frontol_desk.domain.audit_words import action_word, outcome_word, told_details
from frontol_desk.ui import formats
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.states import StateLook
from frontol_desk.ui.translation import translate

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SIGNS: dict[Outcome, tuple[str, str]] = {
    "done": ("check", "green"),
    "partial": ("half", "amber"),
    "failed": ("cross", "red"),
}


class AuditColumn(IntEnum):
    """What is told of an action."""

    AT = 0
    WHO = 1
    ACTION = 2
    RESOURCE = 3
    OUTCOME = 4
    DETAILS = 5


def column_title(column: AuditColumn) -> str:
    """Return the heading of a column."""
    return {
        AuditColumn.AT: translate("Audit", "When"),
        AuditColumn.WHO: translate("Audit", "Who"),
        AuditColumn.ACTION: translate("Audit", "Action"),
        AuditColumn.RESOURCE: translate("Audit", "On what"),
        AuditColumn.OUTCOME: translate("Audit", "Result"),
        AuditColumn.DETAILS: translate("Audit", "Details"),
    }[column]


def action_title(action: AuditAction) -> str:
    """Return what was done, as it stands alone."""
    word = action_word(action)
    return word[:1].upper() + word[1:]


def look_of(entry: AuditEntry) -> StateLook:
    """Return icon, tone and word of how an action ended."""
    sign, tone = _SIGNS[entry.outcome]
    word = outcome_word(entry.outcome)
    return StateLook(sign, tone, word[:1].upper() + word[1:])


def details_of(entry: AuditEntry) -> tuple[str, ...]:
    """Return all that is known besides the columns, a line each."""
    run = [translate("Audit", "run: {id}").format(id=entry.run_id)] if entry.run_id else []
    return (*(f"{label}: {value}" for label, value in told_details(entry, formats.number)), *run)


def story_of(entry: AuditEntry) -> str:
    """Return an entry as text of several lines, for the clipboard."""
    columns = [column for column in AuditColumn if column is not AuditColumn.DETAILS]
    return "\n".join((*(f"{column_title(column)}: {_text(entry, column)}" for column in columns), *details_of(entry)))


class AuditModel(QAbstractTableModel):
    """The entries that fit, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[AuditEntry] = []

    def entry(self, index: Index) -> AuditEntry | None:
        """Return the entry of a row."""
        return self._entries[index.row()] if index.isValid() else None

    def show(self, entries: Sequence[AuditEntry]) -> None:
        """Replace everything; entries that only came on top leave selection and place as they are."""
        known = [entry.id for entry in self._entries]
        fresh = [entry.id for entry in entries]
        if fresh == known:
            return
        added = fresh.index(known[0]) if known and known[0] in fresh else 0
        kept = len(fresh) - added
        if not added or fresh[added:] != known[:kept]:
            self.beginResetModel()
            self._entries = [*entries]
            self.endResetModel()
            return
        if kept < len(known):  # only so many are shown: the oldest make room
            self.beginRemoveRows(_NOWHERE, kept, len(known) - 1)
            del self._entries[kept:]
            self.endRemoveRows()
        self.beginInsertRows(_NOWHERE, 0, added - 1)
        self._entries = [*entries]
        self.endInsertRows()

    def retell(self) -> None:
        """Say that every text reads differently now: the language changed."""
        if self._entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._entries) - 1, len(AuditColumn) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(AuditColumn) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how many entries are shown."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how much is told of each."""
        return 0 if parent.isValid() else len(AuditColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:  # noqa: N802
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(AuditColumn(section))
        return _LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        entry = self.entry(index)
        if entry is None:
            return None
        column = AuditColumn(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _text(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT
        if column is AuditColumn.OUTCOME and role == Qt.ItemDataRole.DecorationRole:
            look = look_of(entry)
            return icon(look.icon, look.tone)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(entry, column)
        return None


def _text(entry: AuditEntry, column: AuditColumn) -> str:
    if column is AuditColumn.AT:
        return formats.moment(entry.at) if entry.at else ""
    if column is AuditColumn.DETAILS:
        return "; ".join(f"{label}: {value}" for label, value in told_details(entry, formats.number))
    return {
        AuditColumn.WHO: str(entry.actor),
        AuditColumn.ACTION: action_title(entry.action),
        AuditColumn.RESOURCE: entry.resource,
        AuditColumn.OUTCOME: look_of(entry).word,
    }[column]


def _colour(entry: AuditEntry, column: AuditColumn) -> QColor | None:
    """Return a cell's colour where it is not that of plain text."""
    tone = {AuditColumn.OUTCOME: look_of(entry).tone, AuditColumn.DETAILS: "muted"}.get(column)
    return QColor(theme.current().tokens.colour(tone)) if tone else None


def table_heading() -> list[str]:
    """Return the headings of an exported list."""
    return [*(column_title(column) for column in AuditColumn), translate("Audit", "Run")]


def table_row(entry: AuditEntry) -> list[str]:
    """Return an entry for an exported list: a time that a table program understands."""
    at = entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S") if entry.at else ""
    return [at, *(_text(entry, column) for column in AuditColumn if column is not AuditColumn.AT), entry.run_id or ""]
