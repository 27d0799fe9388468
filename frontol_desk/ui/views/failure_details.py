"""What is known of a chosen failure: cause, the line with its field marked, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from frontol_desk.domain.overview import Failure
from frontol_desk.ui.models.failures import look_of, title_of, wanted_again
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.failure_support import support_text
from frontol_desk.ui.views.offending_line import OffendingLine
from frontol_desk.ui.views.parts import ElidedLabel, IconLabel, button, label

_SEVERAL = 2


class FailureDetails(Retranslated, QWidget):
    """Shows one failure in full, several in short; `retry` carries the folders and days to ask for again."""

    retry = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self._failures: Sequence[Failure] = ()
        self.sign = IconLabel()
        self.title = label(role="heading")
        self.cause = ElidedLabel(role="muted")
        self.message = label(wrap=True)
        self.line = OffendingLine()
        self.hint = label(role="muted", wrap=True)
        self.copy = button(icon="copy")
        self.ask = button(kind="primary", icon="retry")
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.ask.clicked.connect(lambda: self.retry.emit(wanted_again(self._failures)))
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
        for action in (self.copy, self.ask):
            foot.addWidget(action, 0, Qt.AlignmentFlag.AlignBottom)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, AROUND)
        inner.setSpacing(BETWEEN + INSIDE)
        inner.addLayout(head)
        inner.addWidget(self.message)
        inner.addWidget(self.line)
        inner.addStretch(1)
        inner.addLayout(foot)

    def show_failures(self, failures: Sequence[Failure]) -> None:
        """Show what was chosen; of several only what they have in common."""
        self._failures = failures
        wanted = wanted_again(failures)
        self.ask.setEnabled(bool(wanted))
        self.copy.setEnabled(bool(failures))
        if len(failures) == 1:
            self._show_one(failures[0])
        else:
            self._show_several(failures)
        self._name_ask(len(wanted))

    def _show_one(self, failure: Failure) -> None:
        self.sign.set_icon(*look_of(failure.kind))
        self.title.setText(" · ".join(filter(None, (str(failure.folder), failure.file))))
        self.cause.setText(title_of(failure))
        self.message.setText(failure.message)
        self.hint.setText(failure.hint)
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
        self.hint.setText(only.hint if only else "")
        self.line.hide()

    def _name_ask(self, requests: int) -> None:
        if requests >= _SEVERAL:
            self.ask.setText(translate("Errors", "Ask the kassas again (%Ln)", "%Ln counts requests", requests))
        else:
            self.ask.setText(translate("Errors", "Ask again"))
        unknown = self._failures and not requests
        self.ask.setToolTip(
            translate("Errors", "The days of this file are not known: load them by date.") if unknown else ""
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(map(support_text, self._failures)))

    def retranslate(self) -> None:
        """Set every text."""
        self.copy.setText(translate("Errors", "Copy for support"))
        self.show_failures(self._failures)
