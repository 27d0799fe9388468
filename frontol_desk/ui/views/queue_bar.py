"""The line above the queue: a chip per group of states with its count, the run, and a search when it is wanted."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from frontol_desk.ui import formats
from frontol_desk.ui.models.queue_filter import QueueGroup
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import Chip, ElidedLabel


class QueueBar(Retranslated, QWidget):
    """Chooses what the queue shows. Groups without rows have no chip, unless they are chosen."""

    group_chosen = Signal(object)
    searched = Signal(str)
    search_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Mapping[QueueGroup, int] = dict.fromkeys(QueueGroup, 0)
        self.chips = {group: Chip() for group in QueueGroup}
        self.run = _RunLine()
        self.search = SearchField()
        self._only_one = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        line.setSpacing(BETWEEN)
        for group, chip in self.chips.items():
            chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._only_one.addButton(chip)
            chip.clicked.connect(lambda _checked, group=group: self.group_chosen.emit(group))
            line.addWidget(chip)
        self.run.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.addSpacing(BETWEEN)
        line.addWidget(self.run, 1)
        line.addWidget(self.search, 1)
        self.search.textChanged.connect(self.searched)
        self.search.left.connect(self._leave_search)
        self._leave_search()
        self.set_group(QueueGroup.ALL)
        self.retranslate()

    def set_group(self, group: QueueGroup) -> None:
        """Show which group is chosen."""
        self.chips[group].setChecked(True)
        self._show_chips()

    def set_counts(self, counts: Mapping[QueueGroup, int]) -> None:
        """Show how many rows each group has."""
        self._counts = counts
        self.retranslate()

    def _show_chips(self) -> None:
        for group, chip in self.chips.items():
            chip.setVisible(group is QueueGroup.ALL or self._counts[group] > 0 or chip.isChecked())

    def start_search(self) -> None:
        """Show the search in the place of the run."""
        self.run.hide()
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _leave_search(self) -> None:
        self.search.clear()
        self.search.hide()
        self.run.show()
        self.search_left.emit()

    def retranslate(self) -> None:
        """Set the texts."""
        words = {
            QueueGroup.ALL: translate("Queue", "All {count}"),
            QueueGroup.ACTIVE: translate("Queue", "Active {count}"),
            QueueGroup.LOADED: translate("Queue", "Loaded {count}"),
            QueueGroup.PARTLY: translate("Queue", "Partly {count}"),
            QueueGroup.FAILED: translate("Queue", "Failed {count}"),
            QueueGroup.NO_ANSWER: translate("Queue", "No answer {count}"),
            QueueGroup.STOPPED: translate("Queue", "Stopped {count}"),
            #: kassas that were only sent a request
            QueueGroup.REQUESTED: translate("Queue", "Requested {count}"),
        }
        for group, chip in self.chips.items():
            chip.setText(words[group].format(count=formats.number(self._counts[group])))
            chip.setAccessibleName(chip.text())
        self.search.setPlaceholderText(translate("Queue", "Search folder or file"))
        self.search.setAccessibleName(translate("Queue", "Search folder or file"))
        self._show_chips()


class _RunLine(ElidedLabel):
    """Which run the newest rows are of: whole, or not at all where there is no room beside the chips."""

    def __init__(self) -> None:
        super().__init__(role="muted")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the line if it fits."""
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)


class SearchField(QLineEdit):
    """A search that Esc leaves; meanwhile Esc means nothing else."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)

    def event(self, event: QEvent) -> bool:
        """Claim Esc before it becomes a shortcut of the window."""
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if is_key and event.type() is QEvent.Type.KeyPress:
            self.left.emit()
            return True
        return super().event(event)
