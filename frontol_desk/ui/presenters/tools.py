"""An operator's small tools: what lies in the request folders, which days were never loaded whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QObject, Signal

from frontol_desk.console.desk import Desk
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.tools import ClearedRequests, DayLack, LyingRequest, MissingDay
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui import formats
from frontol_desk.ui.models.chosen_rows import ChosenRow, ChosenRows
from frontol_desk.ui.presenters.connection import Attempt
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import translate

_NONE = "\N{EM DASH}"
_BY_DATES = "TRANSACTIONSBYDATERANGE"
"""The usual command of a request, which asks for whole days."""


class LyingRequests(QObject):
    """The requests that their kassas have not taken, and taking them away. `cleared` carries what became of them."""

    cleared = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = ChosenRows(_request_headings)
        self.search = Attempt(session, self._look, "look into the request folders", self)

    async def _look(self) -> int:
        desk = self._session.desk
        if desk is None:
            return 0
        found = await desk.tools.lying_requests()
        unread = [_unread_row(folder, error) for folder, error in found.failed.items()]
        self.model.show([*unread, *map(_request_row, found.lying)])
        return len(found.lying)

    def clear(self) -> None:
        """Take the chosen requests away; which of them is told by `cleared`, then it looks anew."""
        chosen = cast("list[LyingRequest]", self.model.chosen())
        desk = self._session.desk
        if desk is not None and chosen:
            self._session.run(self._clear(desk, chosen), "clearing of request folders")

    async def _clear(self, desk: Desk, chosen: Sequence[LyingRequest]) -> None:
        try:
            cleared: ClearedRequests = await desk.tools.clear_requests(chosen)
        except DeskError as error:
            self.failed.emit(error)
        else:
            self.search.start()
            self.cleared.emit(cleared)


class MissingDays(QObject):
    """The days of folders without a complete load."""

    def __init__(self, session: Session, dates: Callable[[], DateRange], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._dates = session, dates
        self.model = ChosenRows(_day_headings)
        self.search = Attempt(session, self._look, "search of missing days", self)

    async def _look(self) -> int:
        desk = self._session.desk
        if desk is None:
            return 0
        found = await desk.tools.missing_days(self._dates())
        self.model.show([*map(_day_row, found)])
        return len(found)

    def chosen(self) -> list[tuple[SourceFolder, DateRange]]:
        """Return which folders are to be loaded for which day."""
        days = cast("list[MissingDay]", self.model.chosen())
        return [(one.folder, DateRange.day(one.day)) for one in days]


def _request_headings() -> tuple[str, ...]:
    return (
        translate("LyingRequests", "Kassa and folder"),
        translate("LyingRequests", "File"),
        translate("LyingRequests", "Written"),
        translate("LyingRequests", "Asks for"),
    )


def _request_row(request: LyingRequest) -> ChosenRow:
    def texts() -> tuple[str, ...]:
        written = formats.moment(request.modified) if request.modified else _NONE
        strange = translate("LyingRequests", "no request of this program: it stays")
        return str(request.folder), request.name, written, asked_words(request.text) if request.removable else strange

    icon, tone = ("request", "muted") if request.removable else ("warning", "amber")
    return ChosenRow(request, texts, icon, tone, request.removable)


def asked_words(text: str) -> str:
    """Return what a request asks for: days in words, other commands as they are written."""
    command, _, days = text.partition(" ")
    first, _, last = (part.strip() for part in days.partition(";"))
    if command.strip("$") != _BY_DATES or not first:
        return text
    #: {dates}: a day or two, as they stand in the request
    return translate("LyingRequests", "sales of {dates}").format(
        dates=first if last in ("", first) else f"{first} – {last}"
    )


def _unread_row(folder: SourceFolder, error: DeskError) -> ChosenRow:
    return ChosenRow(folder, lambda: (str(folder), _NONE, _NONE, error.message), "errors", "red", can_be_chosen=False)


def _day_headings() -> tuple[str, ...]:
    return (
        translate("MissingDays", "Kassa and folder"),
        translate("MissingDays", "Day"),
        translate("MissingDays", "What is missing"),
    )


def _day_row(missing: MissingDay) -> ChosenRow:
    icon, tone = _SIGNS[missing.lack]
    return ChosenRow(
        missing, lambda: (str(missing.folder), formats.day(missing.day), lack_word(missing.lack)), icon, tone
    )


_SIGNS = {
    DayLack.MISSING: ("dash", "muted"),
    DayLack.EARLY: ("half", "amber"),
    DayLack.FAILED: ("cross", "red"),
    DayLack.NO_RESPONSE: ("no-answer", "red"),
}


def lack_word(lack: DayLack) -> str:
    """Return why a day is not there as a whole."""
    return {
        DayLack.MISSING: translate("MissingDays", "never asked for"),
        DayLack.EARLY: translate("MissingDays", "loaded before the day was over"),
        DayLack.FAILED: translate("MissingDays", "the load failed"),
        DayLack.NO_RESPONSE: translate("MissingDays", "the kassa did not answer"),
    }[lack]
