"""What the operator's small tools have in common: find something, choose among it, do something with what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.domain.errors import DeskError
from frontol_desk.ui.models.chosen_rows import ChosenRows
from frontol_desk.ui.presenters.connection import Attempt, AttemptState
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON_SMALL, ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import Banner, EmptyState, button, card, hairline, label

_SIZE = (760, 520)


class ToolDialog(Retranslated, QDialog):
    """A heading, a list of what `search` found, and the buttons; progress shows while it looks, and can be stopped."""

    def __init__(self, model: ChosenRows, search: Attempt[int], empty_icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.search = model, search
        self.title = label(role="title", wrap=True)
        self.lead = label(role="muted", wrap=True)
        self.table = _table(model)
        self.empty = EmptyState(empty_icon)
        self.note = Banner("errors", "red")
        self.note.closed.connect(self.note.hide)
        self.note.hide()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setRange(0, 0)
        self.progress.setMaximumWidth(160)
        self.stop = button(kind="quiet")
        self.again = button(icon="retry")
        self.every, self.none = button(kind="quiet"), button(kind="quiet")
        self.act = button(kind="primary")
        self.cancel = button()
        self.above = QHBoxLayout()
        self._lay_out()
        self.again.clicked.connect(search.start)
        self.stop.clicked.connect(search.stop)
        self.every.clicked.connect(lambda: model.choose_all(True))
        self.none.clicked.connect(lambda: model.choose_all(False))
        self.cancel.clicked.connect(self.reject)
        search.changed.connect(self.show_state)
        model.chosen_changed.connect(self.show_state)
        model.modelReset.connect(self.show_state)
        self.finished.connect(lambda _: search.stop())
        self.resize(*_SIZE)

    def _lay_out(self) -> None:
        inside = QVBoxLayout()
        inside.setContentsMargins(AROUND + BETWEEN, AROUND, AROUND + BETWEEN, AROUND)
        inside.setSpacing(BETWEEN)
        self.above.setSpacing(BETWEEN)
        self.above.addWidget(self.again)
        self.above.addWidget(self.progress)
        self.above.addWidget(self.stop)
        self.above.addStretch(1)
        self.above.addWidget(self.every)
        self.above.addWidget(self.none)
        frame = card()
        self._inside = QStackedLayout(frame)
        self._inside.setContentsMargins(1, 1, 1, 1)
        self._inside.addWidget(self.table)
        self._inside.addWidget(self.empty)
        for part in (self.title, self.lead, self.note):
            inside.addWidget(part)
        inside.addLayout(self.above)
        inside.addWidget(frame, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(AROUND, 12, AROUND, 12)
        buttons.setSpacing(BETWEEN)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inside, 1)
        column.addWidget(hairline())
        column.addLayout(buttons)
        self.act.setDefault(True)

    @property
    def is_busy(self) -> bool:
        """Tell whether it is looking."""
        return self.search.state is AttemptState.RUNNING

    def show_state(self) -> None:
        """Show how it stands with the search, and what can be done."""
        for part in (self.progress, self.stop):
            part.setVisible(self.is_busy)
        self.again.setEnabled(not self.is_busy)
        self._inside.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        if self.search.state is AttemptState.FAILED and self.search.error is not None:
            self.tell_trouble(self.search.error)
        self.empty.set_texts(*self.empty_words())
        self.act.setText(self.act_words(len(self.model.chosen())))
        self.act.setEnabled(bool(self.model.chosen()) and not self.is_busy)
        for part in (self.act, self.every, self.none):
            part.setVisible(self.model.rowCount() > 0)

    def tell_trouble(self, error: DeskError) -> None:
        """Say above the list what did not work."""
        self.note.set_texts(error.message, in_words(error.hint), translate("ToolDialog", "Dismiss"))
        self.note.show()

    def empty_words(self) -> tuple[str, str]:
        """Return title and text of the empty list."""
        if self.is_busy:
            return translate("ToolDialog", "Looking"), ""
        if self.search.state is AttemptState.DONE:
            return self.nothing_words()
        return translate("ToolDialog", "Not known yet"), ""

    def nothing_words(self) -> tuple[str, str]:
        """Return what is said when nothing was found."""
        raise NotImplementedError

    def act_words(self, count: int) -> str:
        """Return what the main button is called for so many chosen rows."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Set the texts."""
        self.again.setText(translate("ToolDialog", "Look again"))
        self.stop.setText(translate("ToolDialog", "Stop"))
        self.every.setText(translate("ToolDialog", "All"))
        self.none.setText(translate("ToolDialog", "None"))
        self.cancel.setText(translate("ToolDialog", "Close"))
        self.progress.setAccessibleName(translate("ToolDialog", "Looking"))
        self.model.retranslate()
        self.show_state()


class _ToolTable(QTableView):
    """A table whose first column has room for box and sign beside the text."""

    def sizeHintForColumn(self, column: int) -> int:  # noqa: N802
        """Return the room a column needs."""
        return super().sizeHintForColumn(column) + (ICON_SMALL + 2 * BETWEEN if column == 0 else 0)


def _table(model: ChosenRows) -> QTableView:
    table = _ToolTable()
    table.setModel(model)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    across = table.horizontalHeader()
    across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    across.setHighlightSections(False)
    across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    across.setStretchLastSection(True)
    return table
