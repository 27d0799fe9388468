"""What is known of a chosen failure: cause, the line with its field marked, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from frontol_desk.domain.overview import Failure
from frontol_desk.ui.models.failures import facts, look_of, title_of
from frontol_desk.ui.models.retries import Folders
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.failure_support import support_text
from frontol_desk.ui.views.offending_line import OffendingLine
from frontol_desk.ui.views.parts import ElidedLabel, IconLabel, button, label
from frontol_desk.ui.views.retry_button import RetryButton


class FailureDetails(Retranslated, QWidget):
    """Shows one failure in full, several in short; the signals carry them, `retry` also from which stage on."""

    retry = Signal(object, object)
    drop = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self._failures: Sequence[Failure] = ()
        self._known: Folders = ()
        self.sign = IconLabel()
        self.title = label(role="heading")
        self.cause = ElidedLabel(role="muted")
        self.facts = label(role="muted", wrap=True)
        self.message = label(wrap=True)
        self.line = OffendingLine()
        self.hint = label(role="muted", wrap=True)
        self.copy = button(icon="copy")
        self.give_up = button(icon="trash")
        self.again = RetryButton(kind="primary")
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.give_up.clicked.connect(lambda: self.drop.emit(self._failures))
        self.again.wished.connect(self.retry)
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(BETWEEN)
        head.addWidget(self.sign)
        head.addWidget(self.title)
        head.addWidget(self.cause, 1)
        foot = QHBoxLayout()
        foot.setSpacing(BETWEEN)
        foot.addWidget(self.hint, 1)
        foot.addSpacing(AROUND)
        for action in (self.copy, self.give_up, self.again):
            foot.addWidget(action, 0, Qt.AlignmentFlag.AlignBottom)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, AROUND)
        inner.setSpacing(BETWEEN + INSIDE)
        inner.addLayout(head)
        inner.addWidget(self.facts)
        inner.addWidget(self.message)
        inner.addWidget(self.line)
        inner.addStretch(1)
        inner.addLayout(foot)

    def show_failures(self, failures: Sequence[Failure], known: Folders) -> None:
        """Show what was chosen; of several only what they have in common. `known` are the folders of the settings."""
        self._failures, self._known = failures, known
        self.again.set_failures(failures, known)
        for action in (self.copy, self.give_up):
            action.setEnabled(bool(failures))
        if len(failures) == 1:
            self._show_one(failures[0])
        else:
            self._show_several(failures)

    def _show_one(self, failure: Failure) -> None:
        self.sign.set_icon(*look_of(failure.kind))
        self.title.setText(" · ".join(filter(None, (str(failure.folder), failure.file))))
        self.cause.setText(title_of(failure))
        self.facts.setText(facts(failure))
        self.facts.show()
        self.message.setText(failure.message)
        self.hint.setText(in_words(failure.hint))
        self.line.setVisible(failure.raw is not None)
        if failure.raw is not None:
            self.line.show_line(failure.raw, failure.field)

    def _show_several(self, failures: Sequence[Failure]) -> None:
        causes = {failure.cause: failure for failure in failures}
        only = next(iter(causes.values())) if len(causes) == 1 else None
        self.sign.set_icon(*(look_of(only.kind) if only else ("errors", "muted")))
        chosen = translate("Errors", "%Ln problem(s) chosen", None, len(failures))
        self.title.setText(chosen if failures else translate("Errors", "Nothing chosen"))
        self.cause.setText(title_of(only) if only else "")
        folders = sorted({str(failure.folder) for failure in failures})
        named = translate("Errors", "Folders: {folders}").format(folders=", ".join(folders))
        self.message.setText(named if folders else "")
        self.hint.setText(in_words(only.hint) if only else "")
        self.facts.hide()
        self.line.hide()

    def fill(self, menu: QMenu) -> None:
        """Add to a menu what can be done with those shown."""
        self.again.fill(menu)
        menu.addSeparator()
        menu.addAction(icon("copy"), self.copy.text(), self._copy)
        menu.addAction(icon("trash"), self.give_up.text(), lambda: self.drop.emit(self._failures))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(map(support_text, self._failures)))

    def retranslate(self) -> None:
        """Set every text."""
        self.copy.setText(translate("Errors", "Copy for support"))
        #: give a problem up, with a reason; nothing is deleted
        self.give_up.setText(translate("Errors", "Drop…"))
        self.give_up.setToolTip(translate("Errors", "Take off this list, with a reason; nothing is deleted"))
        self.show_failures(self._failures, self._known)
