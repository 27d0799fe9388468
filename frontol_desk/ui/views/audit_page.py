"""The page of the audit log: who did what, from where, on what, how it ended."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.domain.audit import AuditEntry
from frontol_desk.ui import formats
from frontol_desk.ui.models.audit import AuditColumn, action_title, details_of, look_of, story_of
from frontol_desk.ui.models.audit_filter import AuditFilter
from frontol_desk.ui.presenters.audit import AuditPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE, ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.audit_filters import AuditFilters
from frontol_desk.ui.views.list_layout import lay_out_list
from frontol_desk.ui.views.parts import Banner, ElidedLabel, EmptyState, IconLabel, button, hairline, label, surface
from frontol_desk.ui.views.plain_cells import PlainCells
from frontol_desk.ui.views.save_dialog import ask_where

_FILTER_KEY, _COLUMNS_KEY = "audit/filter", "audit/columns"
_LINES = 5
_LETTERS = {
    AuditColumn.AT: 19,
    AuditColumn.WHO: 18,
    AuditColumn.ACTION: 25,
    AuditColumn.RESOURCE: 28,
    AuditColumn.OUTCOME: 15,
}


class AuditPage(Retranslated, QWidget):
    """Filters, the table of entries, and below it the chosen one with all its details."""

    open_run = Signal(str)

    def __init__(self, presenter: AuditPresenter, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._remembered = remembered
        self.filters = AuditFilters()
        self.count = label(role="muted")
        self.export = button(kind="quiet", icon="export")
        self.away = Banner("database", "amber")
        self.table = _table(presenter)
        self.nothing = EmptyState("user")
        self.filtered_out = EmptyState("filter")
        self.pages = QStackedWidget()
        self.sign = IconLabel()
        self.chosen_title = ElidedLabel(role="heading")
        self.chosen_story = ElidedLabel(role="muted")
        self.details = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self.copy = button(icon="copy")
        self.open = button(kind="primary")
        self._lay_out()
        remembered.keep_header(_COLUMNS_KEY, self.table.horizontalHeader())
        self.retranslate()
        self._connect()
        self.filters.set_wish(AuditFilter.from_texts(remembered.value(_FILTER_KEY, [""])))
        self._show()

    def _lay_out(self) -> None:
        for page in (self.table, self.nothing, self.filtered_out):
            self.pages.addWidget(page)
        lay_out_list(self, self.filters, (self.count, self.export), self.away, self.pages, self._strip())

    def _strip(self) -> QWidget:
        self.strip = surface("panel")
        head = QHBoxLayout()
        head.setSpacing(BETWEEN)
        head.addWidget(self.sign)
        head.addWidget(self.chosen_title)
        for action in (self.copy, self.open):
            head.addWidget(action)
        margins = self.details.contentsMargins()
        lines = self.details.fontMetrics().lineSpacing() * _LINES
        self.details.setFixedHeight(lines + margins.top() + margins.bottom() + AROUND)
        body = QVBoxLayout()
        body.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, AROUND)
        body.setSpacing(INSIDE)
        body.addLayout(head)
        body.addWidget(self.chosen_story)
        body.addSpacing(INSIDE)
        body.addWidget(self.details)
        column = QVBoxLayout(self.strip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        column.addLayout(body)
        return self.strip

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self._show)
        presenter.exported.connect(self._tell_saved)
        self.filters.changed.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self.table.activated.connect(self._open)
        presenter.model.modelReset.connect(self._show_chosen)
        self.copy.clicked.connect(self._copy)
        self.open.clicked.connect(self._open)
        self.export.clicked.connect(self._export)
        self.filtered_out.action.clicked.connect(lambda: self.filters.set_wish(AuditFilter()))
        current().changed.connect(self.table.viewport().update)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Look for what was done meanwhile: not every action is a load."""
        super().showEvent(event)
        self._presenter.refresh()

    def focus_search(self) -> None:
        """Let the operator type what to look for."""
        self.filters.text.setFocus()
        self.filters.text.selectAll()

    def chosen(self) -> AuditEntry | None:
        """Return the entry that the cursor is on."""
        return self._presenter.model.entry(self.table.currentIndex())

    def _filter(self, wish: AuditFilter) -> None:
        self._remembered.set_value(_FILTER_KEY, wish.as_texts())
        self._presenter.set_filter(wish)

    def _show(self) -> None:
        """Show the entries, or why there is none; until the first answer an empty list stays calm."""
        presenter, rows = self._presenter, self._presenter.model.rowCount()
        self.away.setVisible(presenter.away)
        self.filters.offer_people(presenter.people)
        empty = presenter.answered and not presenter.away and not rows
        why = self.filtered_out if presenter.filter.is_set else self.nothing
        self.pages.setCurrentWidget(why if empty else self.table)
        self.export.setEnabled(rows > 0)
        self.count.setText(_counted(rows, more=presenter.more))
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(presenter.model.index(0, 0))
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self.chosen()
        self.strip.setVisible(entry is not None)
        if entry is None:
            return
        look = look_of(entry)
        self.sign.set_icon(look.icon, look.tone)
        self.chosen_title.setText(" · ".join((action_title(entry.action), entry.resource)))
        moment = formats.moment(entry.at) if entry.at else ""
        self.chosen_story.setText(" · ".join((look.word, moment, str(entry.actor))))
        details = "\n".join(details_of(entry))
        if details != self.details.toPlainText():
            self.details.setPlainText(details)
        self.open.setVisible(entry.run_id is not None)

    def _open(self) -> None:
        entry = self.chosen()
        if entry is not None and entry.run_id is not None:
            self.open_run.emit(entry.run_id)

    def _copy(self) -> None:
        if (entry := self.chosen()) is not None:
            QGuiApplication.clipboard().setText(story_of(entry))

    def _tell_saved(self, path: str) -> None:
        self.count.setText(translate("Audit", "Saved as {name}").format(name=Path(path).name))

    def _export(self) -> None:
        kinds = translate("Audit", "Table (*.csv)")
        name = translate("Audit", "actions", "name of an exported file") + ".csv"
        ask_where(self, translate("Audit", "Export list"), name, kinds, self._presenter.export)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hand the keyboard on to the list; with a focus proxy Tab would leave out what stands before it."""
        self.table.setFocus(event.reason())

    def retranslate(self) -> None:
        """Set every text."""
        self.export.setText(translate("Audit", "Export list…"))
        self.away.set_texts(
            translate("Audit", "The database cannot be reached"),
            translate("Audit", "What is done meanwhile is kept on this computer; the database takes it over later."),
        )
        self.table.setAccessibleName(translate("Audit", "Actions"))
        self.details.setAccessibleName(translate("Audit", "Details of the action"))
        self.nothing.set_texts(
            translate("Audit", "No actions yet"),
            translate(
                "Audit", "Who loads, retries, drops, exports or changes settings and passwords will be listed here."
            ),
        )
        self.filtered_out.set_texts(
            translate("Audit", "No actions of this kind"),
            translate("Audit", "Nothing fits the period, action, person and text chosen above."),
            translate("Audit", "Show all actions"),
        )
        self.copy.setText(translate("Audit", "Copy"))
        self.open.setText(translate("Audit", "Open the run"))
        self._presenter.model.retell()
        self._show()


def _counted(rows: int, *, more: bool) -> str:
    if more:
        return translate("Audit", "The newest %Ln action(s)", "%Ln counts entries of the audit log", rows)
    return translate("Audit", "%Ln action(s)", "%Ln counts entries of the audit log", rows) if rows else ""


def _table(presenter: AuditPresenter) -> QTableView:
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
    letter = table.fontMetrics().averageCharWidth()
    header.setMinimumSectionSize(letter * min(_LETTERS.values()))
    for column, letters in _LETTERS.items():
        header.resizeSection(column, letter * letters)
    header.setSectionResizeMode(AuditColumn.DETAILS, QHeaderView.ResizeMode.Stretch)
    return table
