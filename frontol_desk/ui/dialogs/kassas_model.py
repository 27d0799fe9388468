"""The list of kassas and their folders as an editable table; the setting it stands for is one line of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import SourceFolder, parse_kassas
from frontol_desk.ui.dialogs.hours import hour_of, is_hour
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.translation import translate

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_OLD_NAME = "KASSA_STRUCTURE"
KASSA, FOLDER, HOUR = 0, 1, 2
_NO_HOURS: Mapping[str, str] = {}


@dataclass(slots=True)
class Line:
    """One line of the table, as far as it is filled in."""

    kassa: str = ""
    folder: str = ""
    hour: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was entered."""
        return not self.kassa and not self.folder


class KassaListModel(QAbstractTableModel):
    """A line per exchange folder; its hour is that of the kassa, the same on all its lines.

    `edited` is sent when the list changed by what a person did.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []

    def text(self) -> str:
        """Return the list as the setting has it: ``P13:P13;N22:N22_Inter,N22_FURN``."""
        folders: dict[str, list[str]] = {}
        for line in self._lines:
            if not line.is_blank:
                folders.setdefault(line.kassa, []).append(line.folder)
        return ";".join(f"{kassa}:{','.join(names)}" for kassa, names in folders.items())

    def hours(self) -> dict[str, str]:
        """Return by which hour kassas are expected, those that have one of their own."""
        return {line.kassa: line.hour for line in self._lines if line.kassa and line.hour}

    def set_text(self, text: str, hours: Mapping[str, str] = _NO_HOURS) -> None:
        """Show the list that a setting describes, its unsound entries too, and the kassas' own hours."""
        known = {kassa.casefold(): hour for kassa, hour in hours.items()}
        lines = [Line(line.kassa, line.folder, known.get(line.kassa.casefold(), "")) for line in _lines_of(text)]
        if text == self.text() and {line.kassa: line.hour for line in lines if line.hour} == self.hours():
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def add(self, folders: Iterable[SourceFolder]) -> int:
        """Append the folders that are not listed yet; returns how many there were."""
        known = {(line.kassa, line.folder) for line in self._lines}
        hours = {kassa.casefold(): hour for kassa, hour in self.hours().items()}
        new = [
            Line(found.kassa, found.folder, hours.get(found.kassa.casefold(), ""))
            for found in folders
            if (found.kassa, found.folder) not in known
        ]
        if new:
            self._lines = [line for line in self._lines if not line.is_blank]
            first = len(self._lines)
            self.beginResetModel()
            self._lines[first:] = new
            self.endResetModel()
            self.edited.emit()
        return len(new)

    def add_blank(self) -> QModelIndex:
        """Append an empty line, if the last one is not empty already; returns where to type."""
        if not self._lines or not self._lines[-1].is_blank:
            place = len(self._lines)
            self.beginInsertRows(QModelIndex(), place, place)
            self._lines.append(Line())
            self.endInsertRows()
        return self.index(len(self._lines) - 1, KASSA)

    def remove(self, rows: Sequence[int]) -> None:
        """Take lines out of the list."""
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._lines[row]
            self.endRemoveRows()
        if rows:
            self.edited.emit()

    def problem(self, row: int) -> str:
        """Return what is wrong with a line and what to do; empty when nothing is."""
        line = self._lines[row]
        if line.is_blank:
            return ""
        try:
            SourceFolder(line.kassa, line.folder)
        except DeskError as error:
            return f"{error.message} {error.hint}"
        if line.hour and not is_hour(line.hour):
            return translate("SettingWords", "Write hours and minutes, for example 09:00.")
        same = (line.kassa, line.folder)
        twins = [n for n, other in enumerate(self._lines) if (other.kassa, other.folder) == same and n != row]
        return translate("KassaListModel", "This folder is listed twice.") if twins else ""

    def first_problem(self) -> str:
        """Return the first thing that is wrong with the list; empty when nothing is."""
        return next(filter(None, map(self.problem, range(len(self._lines)))), "")

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of columns: kassa, folder and hour."""
        return 0 if parent.isValid() else 3

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.isValid() else usual

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate("KassaListModel", "Kassa"),
            translate("KassaListModel", "Exchange folder"),
            #: the hour by which a kassa should have delivered the day before
            translate("KassaListModel", "Expected by"),
        )[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell; a line at fault carries a sign, and the reason as its tool tip."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return (line.kassa, line.folder, line.hour)[index.column()]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.problem(index.row()) or None
        if role == Qt.ItemDataRole.DecorationRole and index.column() == KASSA:
            return self._sign(index.row())
        return None

    def _sign(self, row: int) -> QIcon | None:
        return icon("errors", "red") if self.problem(row) else icon("till", "muted")

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Enter a name or an hour; the folder of a kassa is called as the kassa unless one says otherwise."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        line, text = self._lines[index.row()], str(value).strip()
        if index.column() == KASSA:
            if line.folder in ("", line.kassa):
                line.folder = text
            line.kassa = text
            line.hour = next((other.hour for other in self._lines_of_kassa(text) if other is not line), line.hour)
        elif index.column() == FOLDER:
            line.folder = text
        else:
            for other in [line, *self._lines_of_kassa(line.kassa)]:
                other.hour = hour_of(text)
        self.dataChanged.emit(self.index(0, KASSA), self.index(len(self._lines) - 1, HOUR))
        self.edited.emit()
        return True

    def _lines_of_kassa(self, kassa: str) -> list[Line]:
        return [line for line in self._lines if line.kassa.casefold() == kassa.casefold()]


def _lines_of(text: str) -> Iterable[Line]:
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        kassa, _, names = entry.partition(":")
        for name in names.split(","):
            yield Line(kassa.strip(), name.strip())


def folders_in(text: str) -> tuple[SourceFolder, ...]:
    """Read pasted text: the list itself, or a line ``KASSA_STRUCTURE=...`` of an older loader's settings.

    Raises CONFIG_KASSAS naming every entry at fault.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bare = [line.removeprefix("export ").removeprefix(_OLD_NAME).lstrip(" =").strip("\"'") for line in lines]
    return parse_kassas(";".join(bare))
