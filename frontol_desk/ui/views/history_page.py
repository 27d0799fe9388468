"""The page of past and present runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.domain.overview import RunEntry
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.history import HistoryColumn, is_running, origin_text, story_of
from frontol_desk.ui.models.history_filter import HistoryFilter
from frontol_desk.ui.presenters.history import HistoryPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE, ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.history_filters import HistoryFilters
from frontol_desk.ui.views.list_layout import lay_out_list
from frontol_desk.ui.views.parts import Banner, ElidedLabel, EmptyState, button, hairline, label, surface
from frontol_desk.ui.views.plain_cells import PlainCells
from frontol_desk.ui.views.save_dialog import ask_where

_FILTER_KEY, _COLUMNS_KEY = "history/filter", "history/columns"
_LETTERS = {
    HistoryColumn.STARTED: 18,
    HistoryColumn.DAYS: 18,
    HistoryColumn.STATUS: 22,
    HistoryColumn.FOLDERS: 10,
    HistoryColumn.FILES: 8,
    HistoryColumn.ROWS: 10,
    HistoryColumn.ERRORS: 9,
    HistoryColumn.DURATION: 12,
}


class HistoryPage(Retranslated, QWidget):
    """Filters, the table of runs, and below it the chosen run with what can be done about it."""

    repeat_run = Signal(object)
    open_run = Signal(str)
    show_log = Signal(str)
    load_yesterday = Signal()

    def __init__(self, presenter: HistoryPresenter, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._remembered = remembered
        self.filters = HistoryFilters()
        self.count = label(role="muted")
        self.export = button(kind="quiet", icon="export")
        self.away = Banner("database", "amber")
        self.table = _table(presenter)
        self.nothing = EmptyState("history", action_kind="primary")
        self.filtered_out = EmptyState("filter")
        self.pages = QStackedWidget()
        self.chosen_title = ElidedLabel(role="heading")
        self.chosen_story = ElidedLabel(role="muted")
        self.log = button(icon="log")
        self.repeat = button(icon="retry")
        self.open = button(kind="primary")
        self._lay_out()
        remembered.keep_header(_COLUMNS_KEY, self.table.horizontalHeader())
        self.retranslate()
        self._connect()
        self._offer_folders()
        self.filters.set_wish(HistoryFilter.from_texts(remembered.value(_FILTER_KEY, [""])))
        self._show()

    def _lay_out(self) -> None:
        for page in (self.table, self.nothing, self.filtered_out):
            self.pages.addWidget(page)
        lay_out_list(self, self.filters, (self.count, self.export), self.away, self.pages, self._strip())

    def _strip(self) -> QWidget:
        self.strip = surface("panel")
        texts = QVBoxLayout()
        texts.setSpacing(INSIDE)
        texts.addWidget(self.chosen_title)
        texts.addWidget(self.chosen_story)
        row = QHBoxLayout()
        row.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, BETWEEN + INSIDE)
        row.setSpacing(BETWEEN)
        row.addLayout(texts, 1)
        for action in (self.log, self.repeat, self.open):
            row.addWidget(action)
        column = QVBoxLayout(self.strip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        column.addLayout(row)
        return self.strip

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self._show)
        presenter.session.opened.connect(self._offer_folders)
        presenter.repeat_ready.connect(self.repeat_run)
        self.filters.changed.connect(self._filter)
        self.table.activated.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._show_chosen)
        presenter.model.dataChanged.connect(self._show_chosen)
        presenter.model.modelReset.connect(self._show_chosen)
        self.open.clicked.connect(self._open)
        self.repeat.clicked.connect(self._repeat)
        self.log.clicked.connect(self._show_log)
        self.export.clicked.connect(self._export)
        presenter.exported.connect(self._tell_saved)
        self.nothing.action.clicked.connect(self.load_yesterday)
        self.filtered_out.action.clicked.connect(lambda: self.filters.set_wish(HistoryFilter()))
        current().changed.connect(self.table.viewport().update)

    def show_kassa(self, kassa: str) -> None:
        """Show every run of a kassa or of one folder."""
        self.filters.set_wish(HistoryFilter(kassa=kassa))

    def focus_search(self) -> None:
        """Let the operator type a kassa."""
        self.filters.kassa.setFocus()
        self.filters.kassa.selectAll()

    def chosen(self) -> RunEntry | None:
        """Return the run that the cursor is on."""
        return self._presenter.model.entry(self.table.currentIndex())

    def _filter(self, wish: HistoryFilter) -> None:
        self._remembered.set_value(_FILTER_KEY, wish.as_texts())
        self._presenter.set_filter(wish)

    def _offer_folders(self) -> None:
        desk = self._presenter.session.desk
        folders = desk.folders() if desk is not None else ()
        self.filters.set_folders([*(folder.kassa for folder in folders), *map(str, folders)])

    def _show(self) -> None:
        """Show the list, or why there is none; until the first answer an empty list stays calm."""
        model, presenter = self._presenter.model, self._presenter
        self.away.setVisible(presenter.away)
        empty = presenter.answered and not presenter.away and not model.rowCount()
        page = (
            self.table
            if not empty or presenter.away
            else self.filtered_out
            if presenter.filter.is_set
            else self.nothing
        )
        self.pages.setCurrentWidget(page)
        self.export.setEnabled(model.rowCount() > 0)
        rows = model.rowCount()
        if model.canFetchMore():
            self.count.setText(translate("History", "The newest %Ln run(s)", "%Ln counts runs of a load", rows))
        else:
            self.count.setText(translate("History", "%Ln run(s)", "%Ln counts runs of a load", rows) if rows else "")
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(model.index(0, 0))
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self.chosen()
        self.strip.setVisible(entry is not None)
        if entry is None:
            return
        report = entry.report
        days = formats.dates(DateRange(report.date_from, report.date_to))
        self.chosen_title.setText(" · ".join((formats.moment(report.started_at), origin_text(entry), days)))
        self.chosen_story.setText(story_of(entry) or _rows_of(entry))
        self.repeat.setEnabled(not is_running(entry) and self._presenter.session.is_open)

    def _open(self) -> None:
        if (entry := self.chosen()) is not None:
            self.open_run.emit(entry.report.run_id)

    def _repeat(self) -> None:
        if (entry := self.chosen()) is not None:
            self._presenter.repeat(entry.report.run_id)

    def _show_log(self) -> None:
        if (entry := self.chosen()) is not None:
            self.show_log.emit(entry.report.run_id)

    def _tell_saved(self, path: str) -> None:
        self.count.setText(translate("History", "Saved as {name}").format(name=Path(path).name))

    def _export(self) -> None:
        kinds = translate("History", "Table (*.csv)")
        name = translate("History", "runs", "name of an exported file") + ".csv"
        ask_where(self, translate("History", "Export list"), name, kinds, self._presenter.export)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hand the keyboard on to the list; with a focus proxy Tab would leave out what stands before it."""
        self.table.setFocus(event.reason())

    def retranslate(self) -> None:
        """Set every text."""
        self.export.setText(translate("History", "Export list…"))
        self.away.set_texts(
            translate("History", "The database cannot be reached"),
            translate(
                "History", "Runs of this time are kept on this computer; the database takes them over when it is back."
            ),
        )
        self.table.setAccessibleName(translate("History", "Runs"))
        self.nothing.set_texts(
            translate("History", "No runs yet"),
            translate("History", "Every load will be listed here: by hand, on schedule, from other machines."),
            translate("History", "Load yesterday"),
        )
        self.filtered_out.set_texts(
            translate("History", "No runs of this kind"),
            translate("History", "Nothing fits the period, status, origin and kassa chosen above."),
            translate("History", "Show all runs"),
        )
        self.log.setText(translate("History", "Show in log"))
        self.repeat.setText(translate("History", "Repeat this run"))
        self.open.setText(translate("History", "Open"))
        self._presenter.model.retell()
        self._show()


def _table(presenter: HistoryPresenter) -> QTableView:
    table = QTableView(showGrid=False, sortingEnabled=False, wordWrap=False, cornerButtonEnabled=False)
    table.setModel(presenter.model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setItemDelegate(PlainCells(table))
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setMinimumSectionSize(table.fontMetrics().averageCharWidth() * min(_LETTERS.values()))
    letter = table.fontMetrics().averageCharWidth()
    for column, letters in _LETTERS.items():
        header.resizeSection(column, letter * letters)
    header.setSectionResizeMode(HistoryColumn.ORIGIN, QHeaderView.ResizeMode.Stretch)
    return table


def _rows_of(entry: RunEntry) -> str:
    rows = entry.report.rows
    return translate(
        "History",
        "Rows: {read} read, {loaded} loaded, {unchanged} unchanged, {removed} removed, {quarantined} in quarantine",
    ).format(
        read=formats.number(rows.read),
        loaded=formats.number(rows.loaded),
        unchanged=formats.number(rows.unchanged),
        removed=formats.number(rows.removed),
        quarantined=formats.number(rows.quarantined),
    )
