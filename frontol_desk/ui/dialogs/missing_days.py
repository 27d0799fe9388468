"""Days that were never loaded whole, folder by folder, and loading them."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.dialogs.tool_dialog import ToolDialog
from frontol_desk.ui.presenters.tools import MissingDays
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.date_picker import DatePicker

_DAYS_BACK = 30


class FindMissingDays(ToolDialog):
    """Looks through the last thirty days at first. `load_wished` carries the chosen folders with their days."""

    load_wished = Signal(object)

    def __init__(self, session: Session, today: date, parent: QWidget | None = None) -> None:
        self.dates = DatePicker()
        self._presenter = presenter = MissingDays(session, self.dates.dates)
        super().__init__(presenter.model, presenter.search, "calendar", parent)
        presenter.setParent(self)
        self.above.insertWidget(0, self.dates)
        self.dates.set_today(today)
        self.dates.set_dates(DateRange(today - timedelta(days=_DAYS_BACK), today - timedelta(days=1)))
        self.dates.changed.connect(self._look_anew)
        self.act.clicked.connect(self._load)
        self.retranslate()
        presenter.search.start()

    def _look_anew(self) -> None:
        self._presenter.search.stop()
        self._presenter.search.start()

    def _load(self) -> None:
        self.load_wished.emit(self._presenter.chosen())
        self.accept()

    def nothing_words(self) -> tuple[str, str]:
        """Return what is said when nothing is missing."""
        return (
            translate("FindMissingDays", "No day is missing"),
            translate("FindMissingDays", "Every day of this time is loaded whole, from every folder."),
        )

    def act_words(self, count: int) -> str:
        """Return what the button loads: a day counts once for each folder."""
        return translate("FindMissingDays", "Load the checked ({count})").format(count=formats.number(count))

    def retranslate(self) -> None:
        """Set the texts."""
        self.setWindowTitle(translate("FindMissingDays", "Find missing days"))
        self.title.setText(translate("FindMissingDays", "Days that were not loaded whole"))
        self.lead.setText(
            translate(
                "FindMissingDays", "A day counts once it is over at the kassa. Days of a closed shop show here, too."
            )
        )
        self.table.setAccessibleName(self.title.text())
        super().retranslate()
