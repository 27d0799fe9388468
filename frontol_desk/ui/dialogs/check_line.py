"""The button that checks a connection, and what came of it: latency and version, or the reason and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.ui.formats import number
from frontol_desk.ui.presenters.connection import Attempt, AttemptState
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconLabel, button, label, set_property

_SIGNS = {
    AttemptState.DONE: ("check", "green"),
    AttemptState.FAILED: ("cross", "red"),
    AttemptState.STOPPED: ("stop", "grey"),
}
_DOUBTFUL = ("warning", "amber")
_LAID_OUT_MS = 50
"""So long an answer of several lines takes to get its room in a page."""


class CheckLine(Retranslated, QWidget):
    """Checks one connection. What it found is forgotten as soon as a setting of its sections is edited."""

    def __init__(
        self, attempt: Attempt[Probe], form: ProfileForm, sections: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.attempt = attempt
        self._sections = sections
        self.button = button(icon="retry")
        self.stop = button(kind="quiet")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setRange(0, 0)
        self.progress.setMaximumWidth(160)
        self._sign = IconLabel()
        self.result = label(wrap=True)
        self.hint = label(role="muted", wrap=True)
        for part in (self.result, self.hint):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._was_running = False
        self.button.clicked.connect(attempt.start)
        self.stop.clicked.connect(attempt.stop)
        attempt.changed.connect(self._show_state)
        form.edited.connect(self._edited)
        self.retranslate()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.button)
        first.addWidget(self.progress)
        first.addWidget(self.stop)
        first.addStretch(1)
        outcome = QHBoxLayout()
        outcome.setSpacing(8)
        outcome.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.result)
        texts.addWidget(self.hint)
        outcome.addLayout(texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(outcome)

    def _edited(self, setting: str) -> None:
        if not setting or setting.partition(".")[0] in self._sections:
            self.attempt.forget()

    def _show_state(self) -> None:
        state = self.attempt.state
        running = state is AttemptState.RUNNING
        self._show_running(running)
        icon, tone = _DOUBTFUL if self._doubt else _SIGNS.get(state, ("", ""))
        self._sign.set_icon(icon, tone or "muted")
        self._sign.setVisible(bool(icon))
        set_property(self.result, "tone", tone)
        text, hint = self._words()
        self.result.setText(text)
        self.result.setVisible(bool(text))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def _show_running(self, running: bool) -> None:
        """Offer to check or to stop; the keyboard stays here instead of going to whatever comes next."""
        comes, goes = (self.stop, self.button) if running else (self.button, self.stop)
        had = goes.hasFocus()
        comes.setEnabled(True)
        for part in (self.progress, self.stop):
            part.setVisible(running or part.hasFocus())
        if had:
            comes.setFocus()
        self.button.setEnabled(not running)
        for part in (self.progress, self.stop):
            part.setVisible(running)
        if self._was_running and not running:
            QTimer.singleShot(_LAID_OUT_MS, self, self._come_into_view)
        self._was_running = running

    def _come_into_view(self) -> None:
        """Scroll, where there is something to scroll, until the answer is seen."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self)

    @property
    def _doubt(self) -> Probe | None:
        """What was found when the connection works and yet needs attention."""
        found = self.attempt.result if self.attempt.state is AttemptState.DONE else None
        return found if found and found.status is ProbeStatus.WARNING else None

    def _words(self) -> tuple[str, str]:
        if doubt := self._doubt:
            return doubt.message, in_words(doubt.hint)
        match self.attempt.state:
            case AttemptState.DONE:
                return success_words(self.attempt.result), ""
            case AttemptState.FAILED if self.attempt.error:
                return self.attempt.error.message, in_words(self.attempt.error.hint)
            case AttemptState.STOPPED:
                return translate("CheckLine", "The check was stopped."), ""
            case _:
                return "", ""

    def retranslate(self) -> None:
        """Set the texts."""
        self.button.setText(translate("CheckLine", "Check the connection"))
        self.stop.setText(translate("CheckLine", "Stop"))
        self.progress.setAccessibleName(translate("CheckLine", "The connection is being checked"))
        self._show_state()


def success_words(probe: Probe | None) -> str:
    """Return how well the server answered."""
    if probe is None or probe.latency_ms is None:
        return translate("CheckLine", "The connection works.")
    latency = number(max(1, round(probe.latency_ms)))
    if probe.version:
        text = translate("CheckLine", "The connection works: PostgreSQL {version}, answer in {latency} ms.")
        return text.format(version=probe.version, latency=latency)
    return translate("CheckLine", "The connection works: answer in {latency} ms.").format(latency=latency)
