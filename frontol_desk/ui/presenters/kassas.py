"""Keeps the kassa tree true: the journal's word at the start and after each run, a run's events in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from frontol_desk.domain.events import Event, FileFinished, FolderFinished, RunFinished, RunStarted, StageStarted
from frontol_desk.domain.overview import FolderState
from frontol_desk.domain.report import FileStatus, Stage
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.models.kassa_tree import KassaTreeModel
from frontol_desk.ui.models.queue_words import UNBALANCED
from frontol_desk.ui.presenters.following import Following
from frontol_desk.ui.theme.states import WorkState

if TYPE_CHECKING:
    from frontol_desk.ui.remembered import Remembered
    from frontol_desk.ui.session import Session

_THROTTLE_MS = 100
_UNCHECKED = "kassas/unchecked"
_BEFORE_ANSWER = (Stage.REQUEST, Stage.WAIT)
_BROUGHT_ROWS = (FileStatus.LOADED, FileStatus.PARTIAL, FileStatus.UNCHANGED)


class KassasPresenter(QObject):
    """The tree's model, which folders are checked (remembered by name, new ones are), and what runs do to them."""

    checked_changed = Signal()
    folders_changed = Signal()

    def __init__(
        self, session: Session, parent: QObject | None = None, *, remembered: Remembered | None = None
    ) -> None:
        super().__init__(parent)
        self.model = KassaTreeModel(self)
        self._session = session
        self._remembered = remembered
        self._known: dict[SourceFolder, FolderState] = {}
        self._live: dict[SourceFolder, WorkState | None] = {}
        self._timer = QTimer(self, singleShot=True, interval=_THROTTLE_MS)
        self._timer.timeout.connect(self._flush)
        self.model.checked_changed.connect(self._remember)
        Following(session, self._hear, self)
        session.opened.connect(self._opened)
        session.closed.connect(self._closed)
        if session.is_open:
            self._opened()

    @property
    def is_configured(self) -> bool:
        """Tell whether there are kassas; as long as nothing is open, nobody knows and it counts as yes."""
        return not self._session.is_open or bool(self.model.folders())

    def checked(self) -> tuple[SourceFolder, ...]:
        """Return the checked folders."""
        return self.model.checked()

    def refresh(self) -> None:
        """Ask the journal how every folder stands."""
        if self._session.is_open:
            self._session.run(self._read(), "kassas")

    async def _read(self) -> None:
        desk = self._session.desk
        if desk is None:
            return
        states = await desk.folder_states()
        if self._session.desk is desk:
            self.model.apply(states, {})

    def _opened(self) -> None:
        desk = self._session.desk
        if desk is None:
            return
        unchecked = set(self._unchecked())
        folders = desk.folders()
        self.model.set_folders(folders, [folder for folder in folders if str(folder) in unchecked])
        self.folders_changed.emit()
        self.refresh()

    def _closed(self) -> None:
        self._live = dict.fromkeys(self.model.folders())
        self._flush()

    def _unchecked(self) -> list[str]:
        return self._remembered.value(_UNCHECKED, []) if self._remembered else []

    def _remember(self) -> None:
        """Keep the unchecked names, also those of folders that other profiles have."""
        if self._remembered:
            here = set(map(str, self.model.folders()))
            unchecked = here.difference(map(str, self.model.checked()))
            elsewhere = set(self._unchecked()) - here
            self._remembered.set_value(_UNCHECKED, sorted(elsewhere | unchecked))
        self.checked_changed.emit()

    def _hear(self, event: Event) -> None:
        """Note what an event changes; the tree hears of it when the timer ends."""
        match event:
            case RunStarted():
                self._live.update(dict.fromkeys(event.folders, WorkState.WAITING))
            case StageStarted():
                waits = event.stage in _BEFORE_ANSWER
                self._live[event.folder] = WorkState.WAITING if waits else WorkState.RUNNING
            case FileFinished():
                self._known[event.folder] = self._after(event)
                self._live[event.folder] = None
            case FolderFinished():
                self._live[event.folder] = None
            case RunFinished():
                self._flush()
                self.refresh()
                return
            case _:
                return
        if not self._timer.isActive():
            self._timer.start()

    def _after(self, event: FileFinished) -> FolderState:
        """Return what is known of a folder after this file."""
        detail = event.detail
        before = self._known.get(event.folder) or self.model.known_of(event.folder)
        days = [before.last_day] if before and before.last_day else []
        if detail.status in _BROUGHT_ROWS and detail.last_date:
            days.append(detail.last_date)
        return FolderState(
            folder=event.folder,
            last_day=max(days, default=None),
            rows=detail.rows,
            status=detail.status,
            at=event.at,
            discrepancies=sum(problem.code in UNBALANCED for problem in event.problems),
        )

    def _flush(self) -> None:
        known, live = self._known, self._live
        self._known, self._live = {}, {}
        self.model.apply(known, live)
