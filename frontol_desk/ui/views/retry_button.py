"""The button that tries failures again, and beside it a menu of from where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from frontol_desk.domain.overview import Failure
from frontol_desk.ui.models.retries import (
    FROM_STAGES,
    Folders,
    menu_tip,
    menu_words,
    possible,
    retry_tip,
    retry_words,
    stages_for,
)
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconButton, Kind, button

_ICONS = dict(zip(FROM_STAGES, ("retry", "request", "parse", "database"), strict=True))
Words = Callable[[Sequence[Failure], Folders], str]


class RetryButton(Retranslated, QWidget):
    """Says what it will do. `wished` carries the failures and the stage, None for the one that failed."""

    wished = Signal(object, object)

    def __init__(self, kind: Kind = "", words: Words = retry_words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.failures: Sequence[Failure] = ()
        self._known: Folders = ()
        self.main = button(kind=kind, icon="retry")
        self.more = IconButton("chevron-down", bordered=True)
        self.more.clicked.connect(self._open_menu)
        self.main.clicked.connect(lambda: self.wished.emit(self.failures, None))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(self.main)
        line.addWidget(self.more)
        self.retranslate()

    def set_failures(self, failures: Sequence[Failure], known: Folders) -> None:
        """Say what it is about; `known` are the folders whose kassas can be asked."""
        self.failures, self._known = failures, known
        self.main.setEnabled(bool(possible(failures, None, known)))
        self.more.setEnabled(any(possible(failures, stage, known) for stage in FROM_STAGES))
        self.retranslate()

    def fill(self, menu: QMenu) -> None:
        """Add a line for each stage that one can try again from."""
        menu.setToolTipsVisible(True)
        for stage in stages_for(self.failures, self._known):
            words = menu_words(stage, self.failures, self._known)
            action = menu.addAction(icon(_ICONS[stage]), words, partial(self.wished.emit, self.failures, stage))
            action.setToolTip(menu_tip(stage))
            action.setEnabled(bool(possible(self.failures, stage, self._known)))
            if stage is None:
                menu.addSeparator()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        left = self.more.rect().right() - menu.sizeHint().width()
        menu.popup(self.more.mapToGlobal(QPoint(left, self.more.rect().bottom() + 2)))

    def retranslate(self) -> None:
        """Set every text."""
        self.main.setText(self._words(self.failures, self._known))
        self.main.setToolTip(retry_tip(self.failures, self._known) if self.failures else "")
        self.more.set_text(translate("Errors", "Retry from another stage"))
