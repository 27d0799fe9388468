"""The search for kassas on the exchange server, and what came of it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.dialogs.kassas_model import KassaListModel
from frontol_desk.ui.presenters.connection import Attempt, AttemptState
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconLabel, button, label, set_property


class SearchLine(Retranslated, QWidget):
    """Progress and outcome of the search; its button stands elsewhere, among the others."""

    def __init__(
        self, attempt: Attempt[tuple[SourceFolder, ...]], model: KassaListModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.attempt = attempt
        self._model = model
        self._new = 0
        self.button = button(icon="search")
        self.stop = button(kind="quiet")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setRange(0, 0)
        self.progress.setMaximumWidth(160)
        self._sign = IconLabel()
        self.result = label(wrap=True)
        self.hint = label(role="muted", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.result)
        texts.addWidget(self.hint)
        row.addWidget(self._sign)
        row.addWidget(self.progress)
        row.addLayout(texts, 1)
        row.addWidget(self.stop)
        self.button.clicked.connect(attempt.start)
        self.stop.clicked.connect(attempt.stop)
        attempt.changed.connect(self._hear)
        self.retranslate()

    def _hear(self) -> None:
        if self.attempt.state is AttemptState.DONE:
            self._new = self._model.add(self.attempt.result or ())
        self._show_state()

    def _show_state(self) -> None:
        state = self.attempt.state
        running = state is AttemptState.RUNNING
        for part in (self.progress, self.stop):
            part.setVisible(running)
        icon, tone, text, hint = self._outcome()
        self._sign.set_icon(icon, tone or "muted")
        self._sign.setVisible(bool(icon))
        self.result.setText(text)
        set_property(self.result, "tone", tone)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.setVisible(running or bool(text))

    def _outcome(self) -> tuple[str, str, str, str]:
        """Return icon, tone, text and hint."""
        found, error = self.attempt.result or (), self.attempt.error
        match self.attempt.state:
            case AttemptState.RUNNING:
                return "", "", translate("SearchLine", "Looking through the exchange server"), ""
            case AttemptState.FAILED if error:
                return "cross", "red", error.message, in_words(error.hint)
            case AttemptState.STOPPED:
                return "stop", "grey", translate("SearchLine", "The search was stopped."), ""
            case AttemptState.DONE if not found:
                return "info", "amber", *self._nothing()
            case AttemptState.DONE:
                return "check", "green", self._found(len(found)), ""
            case _:
                return "", "", "", ""

    def _nothing(self) -> tuple[str, str]:
        text = translate("SearchLine", "There are no folders of kassas on the server.")
        return text, translate(
            "SearchLine", "Check the folder of answers of the exchange server, or add the kassas by hand."
        )

    def _found(self, count: int) -> str:
        #: {new}: how many of them were not in the list before
        text = translate("SearchLine", "%Ln folder(s) found, new in the list: {new}.", None, count)
        return text.format(new=self._new)

    def retranslate(self) -> None:
        """Set the texts."""
        self.button.setText(translate("SearchLine", "Find on the server"))
        self.stop.setText(translate("SearchLine", "Stop"))
        self.progress.setAccessibleName(translate("SearchLine", "The search is under way"))
        self._show_state()
