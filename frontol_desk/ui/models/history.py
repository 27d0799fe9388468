"""Runs of every origin, newest first."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from frontol_desk.domain.overview import RunEntry
from frontol_desk.domain.report import RunStatus, Trigger
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.states import StateLook, run_look
from frontol_desk.ui.translation import translate

Index = QModelIndex | QPersistentModelIndex

RUN = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_UNKNOWN = "\N{EM DASH}"


class HistoryColumn(IntEnum):
    """What is told of a run."""

    STARTED = 0
    ORIGIN = 1
    DAYS = 2
    STATUS = 3
    FOLDERS = 4
    FILES = 5
    ROWS = 6
    ERRORS = 7
    DURATION = 8


_FIGURES = frozenset(range(HistoryColumn.FOLDERS, HistoryColumn.DURATION + 1))
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def column_title(column: HistoryColumn) -> str:
    """Return the heading of a column."""
    return {
        HistoryColumn.STARTED: translate("History", "Started"),
        HistoryColumn.ORIGIN: translate("History", "Origin"),
        HistoryColumn.DAYS: translate("History", "Days"),
        HistoryColumn.STATUS: translate("History", "Status"),
        HistoryColumn.FOLDERS: translate("History", "Folders"),
        HistoryColumn.FILES: translate("History", "Files"),
        HistoryColumn.ROWS: translate("History", "Rows"),
        HistoryColumn.ERRORS: translate("History", "Errors"),
        HistoryColumn.DURATION: translate("History", "Duration"),
    }[column]


def trigger_word(trigger: Trigger) -> str:
    """Return who started a run, in one word or two."""
    return {
        Trigger.MANUAL: translate("History", "By hand"),
        Trigger.CLI: translate("History", "Command line"),
        Trigger.SCHEDULE: translate("History", "Schedule"),
        Trigger.API: translate("History", "API"),
        Trigger.WORKER: translate("History", "Worker"),
    }[trigger]


def is_elsewhere(entry: RunEntry) -> bool:
    """Tell whether another machine did this run."""
    return bool(entry.host) and entry.host != socket.gethostname()


def origin_text(entry: RunEntry) -> str:
    """Return who started a run, and on which machine if it was not this one."""
    word = trigger_word(entry.report.trigger)
    if not is_elsewhere(entry):
        return word
    return translate("History", "{origin}, {machine}").format(origin=word, machine=entry.host)


def look_of(entry: RunEntry) -> StateLook:
    """Return icon, tone and word of a run's status."""
    return run_look(entry.report.status, abandoned=entry.abandoned)


def is_running(entry: RunEntry) -> bool:
    """Tell whether a run still goes on."""
    return entry.report.status is RunStatus.RUNNING and not entry.abandoned


def story_of(entry: RunEntry) -> str:
    """Return what a status does not say by itself: where a run goes on, why one was broken off."""
    if entry.abandoned:
        return translate(
            "History",
            "The program ended on {machine} before this run did. Nothing is half-written; load its days again.",
        ).format(machine=entry.host)
    if is_running(entry):
        if is_elsewhere(entry):
            return translate("History", "Still going on, on {machine}.").format(machine=entry.host)
        return translate("History", "Still going on, on this machine.")
    if entry.waiting:
        return translate("History", "Kept on this computer; the database takes it over when it can be reached again.")
    return ""


class HistoryModel(QAbstractTableModel):
    """The runs loaded so far; at its end it asks for more with `more_wanted`."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[RunEntry] = []
        self._complete = True

    def entry(self, index: Index) -> RunEntry | None:
        """Return the run of a row."""
        return self._entries[index.row()] if index.isValid() else None

    def row_of(self, run_id: str) -> int:
        """Return where a run stands, or -1."""
        return next((row for row, entry in enumerate(self._entries) if entry.report.run_id == run_id), -1)

    def show(self, entries: Sequence[RunEntry], *, complete: bool) -> None:
        """Replace everything; runs that only came on top or changed leave selection and place as they are."""
        self._complete = complete
        if list(entries) == self._entries:
            return
        known = [entry.report.run_id for entry in self._entries]
        fresh = [entry.report.run_id for entry in entries]
        added = fresh.index(known[0]) if known and known[0] in fresh else len(fresh)
        kept = len(fresh) - added
        if not kept or fresh[added:] != known[:kept]:
            self.beginResetModel()
            self._entries = list(entries)
            self.endResetModel()
            return
        if kept < len(known):  # a page holds only so many: the oldest make room
            self.beginRemoveRows(_NOWHERE, kept, len(known) - 1)
            del self._entries[kept:]
            self.endRemoveRows()
        if added:
            self.beginInsertRows(_NOWHERE, 0, added - 1)
            self._entries = [*entries[:added], *self._entries]
            self.endInsertRows()
        self._entries = list(entries)
        self._changed(added)

    def entries(self) -> Sequence[RunEntry]:
        """Return the runs loaded so far."""
        return self._entries

    def append(self, entries: Sequence[RunEntry], *, complete: bool) -> None:
        """Add older runs at the end; those that are there already are passed over."""
        self._complete = complete
        known = {entry.report.run_id for entry in self._entries}
        new = [entry for entry in entries if entry.report.run_id not in known]
        if not new:
            return
        self.beginInsertRows(_NOWHERE, len(self._entries), len(self._entries) + len(new) - 1)
        self._entries.extend(new)
        self.endInsertRows()

    def retell(self) -> None:
        """Say that every text reads differently now: the language changed."""
        self._changed(0)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HistoryColumn) - 1)

    def _changed(self, first: int) -> None:
        if first < len(self._entries):
            self.dataChanged.emit(self.index(first, 0), self.index(len(self._entries) - 1, len(HistoryColumn) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how many runs are loaded."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how much is told of each."""
        return 0 if parent.isValid() else len(HistoryColumn)

    def canFetchMore(self, parent: Index = _NOWHERE) -> bool:  # noqa: N802
        """Tell whether older runs are left in the journal."""
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: Index = _NOWHERE) -> None:  # noqa: N802
        """Ask for older runs; they come later."""
        if not parent.isValid():
            self.more_wanted.emit()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:  # noqa: N802
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(HistoryColumn(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _FIGURES else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        entry = self.entry(index)
        if entry is None:
            return None
        column = HistoryColumn(index.column())
        if role == RUN:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _FIGURES else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = _tone(entry, column)
            return QColor(theme.current().tokens.colour(tone)) if tone else None
        if role == Qt.ItemDataRole.DecorationRole and column is HistoryColumn.STATUS:
            look = look_of(entry)
            return icon(look.icon, look.tone)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(entry, column)
        return None


def _text(entry: RunEntry, column: HistoryColumn) -> str:
    """Return the words or figures of a cell; what is not known yet is a dash."""
    report = entry.report
    if column is HistoryColumn.STARTED:
        return formats.moment(report.started_at)
    if column is HistoryColumn.ORIGIN:
        return origin_text(entry)
    if column is HistoryColumn.DAYS:
        return formats.dates(DateRange(report.date_from, report.date_to))
    if column is HistoryColumn.STATUS:
        return look_of(entry).word
    if entry.abandoned or is_running(entry):
        return _UNKNOWN
    return _figure(entry, column)


def _figure(entry: RunEntry, column: HistoryColumn) -> str:
    report = entry.report
    if column is HistoryColumn.FOLDERS:
        return translate("History", "{done} of {total}").format(
            done=formats.number(report.folders.loaded), total=formats.number(report.folders.total)
        )
    if column is HistoryColumn.DURATION:
        return formats.duration(report.duration_seconds)
    figures = {
        HistoryColumn.FILES: report.files.found,
        HistoryColumn.ROWS: report.rows.read,
        HistoryColumn.ERRORS: entry.errors,
    }
    return formats.number(figures[column])


def _tip(entry: RunEntry, column: HistoryColumn) -> str | None:
    """Return what a cell has no room for."""
    if column is HistoryColumn.ORIGIN:
        return origin_text(entry)
    return story_of(entry) or None if column is HistoryColumn.STATUS else None


def _tone(entry: RunEntry, column: HistoryColumn) -> str | None:
    """Return the token of a cell's colour where it is not that of plain text."""
    if column is HistoryColumn.STATUS:
        return look_of(entry).tone
    if column is HistoryColumn.ERRORS and entry.errors and not entry.abandoned:
        return "red"
    plain = (HistoryColumn.STARTED, HistoryColumn.DAYS, HistoryColumn.ROWS)
    return None if column in plain else "muted"


def table_heading() -> list[str]:
    """Return the headings of an exported list."""
    return [*(column_title(column) for column in HistoryColumn), translate("History", "Run")]


def table_row(entry: RunEntry) -> list[str]:
    """Return a run for an exported list: plain numbers and times that a table program understands."""
    report = entry.report
    figures = (report.files.found, report.rows.read, entry.errors, round(report.duration_seconds))
    words = [
        report.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        origin_text(entry),
        str(DateRange(report.date_from, report.date_to)),
        look_of(entry).word,
    ]
    known = not (entry.abandoned or is_running(entry))
    told = [_text(entry, HistoryColumn.FOLDERS), *map(str, figures)] if known else [""] * (1 + len(figures))
    return [*words, *told, report.run_id]
