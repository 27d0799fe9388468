"""The page of what waits for somebody: open failures by cause, and what to do about them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from frontol_desk.ui import formats
from frontol_desk.ui.models.failures import FailureColumn, key_of
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.failure_details import FailureDetails
from frontol_desk.ui.views.grouped_view import GroupedView
from frontol_desk.ui.views.parts import EmptyState, button, label
from frontol_desk.ui.views.save_dialog import ask_where

_COLUMNS_KEY = "errors/columns"
_LETTERS = {FailureColumn.FOLDER: 24, FailureColumn.FILE: 18, FailureColumn.LINE: 10, FailureColumn.WHEN: 20}


class ErrorsPage(Retranslated, QWidget):
    """Causes with their failures above, the chosen ones below; `retry` carries folders and days to ask for again."""

    retry = Signal(object)

    def __init__(self, presenter: FailuresPresenter, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.count = label(role="muted")
        self.export = button(kind="quiet", icon="export")
        self.retry_all = button(icon="retry")
        self.tree = GroupedView(presenter.model, key_of)
        self.details = FailureDetails()
        self.calm = EmptyState("check", tone="green")
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
        inner.addWidget(splitter, 1)
        self.pages.addWidget(filled)
        self.pages.addWidget(self.calm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self._size_columns()

    def _size_columns(self) -> None:
        header = self.tree.header()
        letter = self.tree.fontMetrics().averageCharWidth()
        header.setStretchLastSection(False)
        for column, letters in _LETTERS.items():
            header.resizeSection(column, letter * letters)
        header.setSectionResizeMode(FailureColumn.MESSAGE, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self._presenter.changed.connect(self._show)
        self.tree.chosen_changed.connect(lambda: self.details.show_failures(self.tree.chosen()))
        self.details.retry.connect(self.retry)
        self.retry_all.clicked.connect(lambda: self.retry.emit(self._presenter.retry_list()))
        self.export.clicked.connect(self._export)
        self._presenter.exported.connect(self._tell_saved)

    def _show(self) -> None:
        """Show the list, or that there is none; until the first answer an empty page says nothing."""
        presenter = self._presenter
        shown = len(presenter.shown)
        self.pages.setCurrentIndex(1 if presenter.answered and not shown else 0)
        self.bar.setVisible(shown > 0)
        self.details.setVisible(shown > 0)
        if shown < presenter.total:
            text = translate("Errors", "The newest {shown} of {total} problems")
            self.count.setText(text.format(shown=formats.number(shown), total=formats.number(presenter.total)))
        else:
            self.count.setText(translate("Errors", "%Ln problem(s) wait(s) for you", None, shown))
        requests = len(presenter.retry_list())
        self.retry_all.setEnabled(requests > 0)
        self.retry_all.setText(translate("Errors", "Retry all (%Ln)", "%Ln counts requests to kassas", requests))
        self.tree.choose_first()

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
        self._presenter.model.retell()
        self._presenter.refresh()
        self._show()
