"""The page of what waits for somebody: open failures by cause, and what to do about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from frontol_desk.domain.overview import Failure
from frontol_desk.domain.report import Stage
from frontol_desk.ui import formats
from frontol_desk.ui.models.failures import FailureColumn, key_of
from frontol_desk.ui.models.retries import all_words
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.failure_details import FailureDetails
from frontol_desk.ui.views.grouped_view import GroupedView
from frontol_desk.ui.views.parts import EmptyState, button, label
from frontol_desk.ui.views.retry_button import RetryButton
from frontol_desk.ui.views.retry_notice import RetryNotice
from frontol_desk.ui.views.save_dialog import ask_where

_COLUMNS_KEY = "errors/columns of 7"
_LETTERS = {
    FailureColumn.FOLDER: 22,
    FailureColumn.FILE: 13,
    FailureColumn.LINE: 8,
    FailureColumn.STAGE: 18,
    FailureColumn.ATTEMPTS: 10,
    FailureColumn.WHEN: 18,
}
_LEFT_OUT = (FailureColumn.STAGE, FailureColumn.ATTEMPTS, FailureColumn.FILE)
_LEAST_LETTERS = 28
"""So much of what happened is to be seen."""


class ErrorsPage(Retranslated, QWidget):
    """Causes with their failures above, the chosen ones below; the signals carry failures.

    `retry` also carries the stage to begin at, None for the one that failed.
    """

    retry = Signal(object, object)
    drop = Signal(object)

    def __init__(self, presenter: FailuresPresenter, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.count = label(role="muted")
        self.export = button(kind="quiet", icon="export")
        self.retry_all = RetryButton(words=all_words)
        self.notice = RetryNotice()
        self.tree = GroupedView(presenter.model, key_of)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.details = FailureDetails()
        self.calm = EmptyState("check", tone="green")
        self.unknown = EmptyState("database", tone="amber")
        self.pages = QStackedWidget()
        self._lay_out()
        remembered.keep_header(_COLUMNS_KEY, self.tree.header())
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.bar = QWidget()
        bar = QHBoxLayout(self.bar)
        bar.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, BETWEEN + INSIDE)
        bar.setSpacing(BETWEEN)
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addWidget(self.export)
        bar.addWidget(self.retry_all)
        splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        margin = QWidget()
        margined = QVBoxLayout(margin)
        margined.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        margined.addWidget(self.tree)
        splitter.addWidget(margin)
        splitter.addWidget(self.details)
        splitter.setStretchFactor(0, 1)
        filled = QWidget()
        inner = QVBoxLayout(filled)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.bar)
        inner.addLayout(self._noticed())
        inner.addWidget(splitter, 1)
        self._filled = filled
        self.pages.addWidget(filled)
        self.pages.addWidget(self.calm)
        self.pages.addWidget(self.unknown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self._size_columns()

    def _noticed(self) -> QVBoxLayout:
        """Return the notice, in line with the list below it."""
        around = QVBoxLayout()
        around.setContentsMargins(AROUND, 0, AROUND, BETWEEN)
        around.addWidget(self.notice)
        return around

    def _size_columns(self) -> None:
        header = self.tree.header()
        letter = self.tree.fontMetrics().averageCharWidth()
        header.setStretchLastSection(False)
        for column, letters in _LETTERS.items():
            header.resizeSection(column, letter * letters)
        header.setSectionResizeMode(FailureColumn.MESSAGE, QHeaderView.ResizeMode.Stretch)

    def _fit_columns(self) -> None:
        """Leave out, the least needed first, what the details tell too, so that there is room for what happened."""
        header, letter = self.tree.header(), self.tree.fontMetrics().averageCharWidth()
        wide = {column: header.sectionSize(column) or letter * letters for column, letters in _LETTERS.items()}
        for column in _LEFT_OUT:
            short = sum(wide.values()) + letter * _LEAST_LETTERS > self.width() - 4 * BETWEEN
            if short:
                del wide[column]
            header.setSectionHidden(column, short)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        self._fit_columns()

    def _connect(self) -> None:
        self._presenter.changed.connect(self._show)
        self.tree.chosen_changed.connect(self._show_chosen)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        for wished in (self.details.retry, self.retry_all.wished):
            wished.connect(self._retry)
        self.details.drop.connect(self.drop)
        self.notice.ask.connect(lambda failures: self._retry(failures, Stage.DOWNLOAD))
        self._presenter.dropped.connect(self._tell_dropped)
        self.unknown.action.clicked.connect(self._presenter.refresh)
        self.export.clicked.connect(self._export)
        self._presenter.exported.connect(self._tell_saved)

    def _show(self) -> None:
        """Show the list, or that there is none; until the first answer an empty page says nothing."""
        presenter = self._presenter
        shown = len(presenter.shown)
        self.pages.setCurrentWidget(self._page())
        self.bar.setVisible(shown > 0)
        self.details.setVisible(shown > 0)
        if shown < presenter.total:
            text = translate("Errors", "The newest {shown} of {total} problems")
            self.count.setText(text.format(shown=formats.number(shown), total=formats.number(presenter.total)))
        else:
            self.count.setText(translate("Errors", "%Ln problem(s) wait(s) for you", None, shown))
        self.retry_all.set_failures(presenter.shown, presenter.known)
        self.tree.choose_first()
        self._show_chosen()

    def _page(self) -> QWidget:
        if self._presenter.shown:
            return self._filled
        if self._presenter.unknown:
            return self.unknown
        return self.calm if self._presenter.answered else self._filled

    def _show_chosen(self) -> None:
        self.details.show_failures(self.tree.chosen(), self._presenter.known)

    def _retry(self, failures: Sequence[Failure], stage: Stage | None) -> None:
        self.notice.begin(failures, stage, self._presenter.known)
        self.retry.emit(failures, stage)

    def _open_menu(self, where: QPoint) -> None:
        if not self.tree.chosen():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.details.fill(menu)
        menu.popup(self.tree.viewport().mapToGlobal(where))

    def _tell_dropped(self, count: int) -> None:
        self.count.setText(translate("Errors", "%Ln problem(s) dropped", None, count))
        if self.isVisible():
            self.tree.setFocus()

    def _tell_saved(self, path: str) -> None:
        self.count.setText(translate("Errors", "Saved as {name}").format(name=Path(path).name))

    def _export(self) -> None:
        kinds = translate("Errors", "Table (*.csv)")
        name = translate("Errors", "errors", "name of an exported file") + ".csv"
        ask_where(self, translate("Errors", "Export list"), name, kinds, self._presenter.export)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hand the keyboard on to the list; with a focus proxy Tab would leave out what stands before it."""
        self.tree.setFocus(event.reason())

    def retranslate(self) -> None:
        """Set every text; those of the failures come anew from the desk."""
        self.export.setText(translate("Errors", "Export list…"))
        self.tree.setAccessibleName(translate("Errors", "Problems by cause"))
        self.calm.set_texts(
            translate("Errors", "Nothing is waiting for you"),
            translate(
                "Errors", "Lines that cannot be read, files that fail and kassas that stay silent will be listed here."
            ),
        )
        self.unknown.set_texts(
            translate("Errors", "Whether there are errors is not known now"),
            translate("Errors", "They are kept in the database, and it does not answer. Nothing of them is lost."),
            translate("Errors", "Check again"),
        )
        self._presenter.model.retell()
        self._presenter.refresh()
        self._show()
