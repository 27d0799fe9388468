"""What the tray icon tells: how it stands, how far a load is, and in a sentence how the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.events import Event, FileFinished, FolderFinished, RunStarted
from frontol_desk.domain.overview import Absence
from frontol_desk.domain.personal import mask_personal
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.absent import absent_text
from frontol_desk.ui.presenters.following import Following
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import translate


class TrayState(StrEnum):
    """What the icon shows."""

    IDLE = "idle"
    RUNNING = "running"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification: `trouble` tells that somebody should look."""

    title: str
    text: str
    trouble: bool


class TrayStatus(QObject):
    """Follows the loads. `changed` tells of another state or tool tip, `noticed` carries a `Notice`."""

    changed = Signal()
    noticed = Signal(object)

    def __init__(self, session: Session, loads: LoadsPresenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running = self._trouble = False
        self._last: RunReport | None = None
        self._total = self._done = self._rows = 0
        self._told_absent: set[tuple[str, date]] = set()
        Following(session, self._hear, self)
        session.opened.connect(self._begin)
        session.closed.connect(self._end)
        session.open_failed.connect(self._not_opened)
        session.problem.connect(self._stumbled)
        loads.running_changed.connect(self._run)
        loads.finished.connect(self._finished)

    @property
    def state(self) -> TrayState:
        """What the icon shows: a load, else the trouble the last one had."""
        if self._running:
            return TrayState.RUNNING
        return TrayState.TROUBLE if self._trouble else TrayState.IDLE

    @property
    def tip(self) -> str:
        """What it is doing, or how the last load ended."""
        if self._running and not self._total:
            return translate("Tray", "Loading")
        if self._running:
            return translate("Tray", "Loading: {done} of {total} folders, {rows} rows").format(
                done=formats.number(self._done), total=formats.number(self._total), rows=formats.number(self._rows)
            )
        return outcome(self._last) if self._last else translate("Tray", "Nothing is being loaded")

    def tell_absent(self, absences: Sequence[Absence]) -> None:
        """Tell of kassas that have not delivered a day, once of each and its day."""
        new = [one for one in absences if (one.folder.kassa, one.day) not in self._told_absent]
        self._told_absent |= {(one.folder.kassa, one.day) for one in new}
        if new:
            self.noticed.emit(Notice(translate("Tray", "Sales are missing"), absent_text(new), trouble=True))

    def _begin(self) -> None:
        self._trouble = False
        self.changed.emit()

    def _end(self) -> None:
        self._last = None
        self.changed.emit()

    def _not_opened(self, error: DeskError) -> None:
        self._tell(Notice(translate("Tray", "Not connected"), error.message, trouble=True))

    def _stumbled(self, error: DeskError) -> None:
        """Tell of a problem that may have ended a load; others are for the window alone."""
        if self._running:
            self._tell(Notice(translate("Tray", "Something needs attention"), error.message, trouble=True))

    def _hear(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._total += len(event.folders)
            case FileFinished():
                self._rows += event.detail.rows
            case FolderFinished():
                self._done += 1
            case _:
                return
        self.changed.emit()

    def _run(self, running: bool) -> None:
        """Enter or leave a load, or several at once; each begins with a clean slate."""
        self._running = running
        if running:
            self._trouble = False
            self._total = self._done = self._rows = 0
        self.changed.emit()

    def _finished(self, report: RunReport) -> None:
        self._last = report
        self._tell(notice_of(report))

    def _tell(self, notice: Notice) -> None:
        self._trouble = self._trouble or notice.trouble
        self.changed.emit()
        self.noticed.emit(replace(notice, text=mask_personal(notice.text)))


def notice_of(report: RunReport) -> Notice:
    """Return what is said when a run is over."""
    titles = {
        RunStatus.COMPLETED: translate("Tray", "Load finished"),
        RunStatus.PARTIAL: translate("Tray", "Load finished, something is missing"),
        RunStatus.CANCELLED: translate("Tray", "Load stopped"),
    }
    title = titles.get(report.status) or translate("Tray", "Load failed")
    return Notice(title, outcome(report), trouble=report.status in (RunStatus.PARTIAL, RunStatus.FAILED))


def outcome(report: RunReport) -> str:
    """Return in one sentence how a run ended: 27.12 loaded: 10 of 11 folders, 12,874 rows."""
    first, last = report.date_from, report.date_to
    days = formats.day_short(first) if first == last else formats.dates(DateRange(first, last))
    if report.status is RunStatus.FAILED:
        return _failure(report, days)
    if report.status is RunStatus.CANCELLED:
        text = translate("Tray", "{days} stopped: {done} of {total} folders, {rows} rows")
    else:
        text = translate("Tray", "{days} loaded: {done} of {total} folders, {rows} rows")
    folders = report.folders
    done, total = formats.number(folders.loaded), formats.number(folders.total)
    return text.format(days=days, done=done, total=total, rows=formats.number(report.rows.read))


def _failure(report: RunReport, days: str) -> str:
    reasons = {problem.message for problem in report.errors if problem.severity == "error"}
    if len(reasons) == 1:
        return translate("Tray", "{days} not loaded. {reason}").format(days=days, reason=reasons.pop())
    return translate("Tray", "{days} not loaded: none of %Ln folder(s)", None, report.folders.total).format(days=days)
