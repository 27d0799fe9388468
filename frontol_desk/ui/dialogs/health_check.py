"""The full check: everything that loads depend on, each with its state, the reason and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.presenters.examination import Examination
from frontol_desk.ui.presenters.findings import Finding, findings, summary, worst
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.versions import versions
from frontol_desk.ui.views.health_card import Mark
from frontol_desk.ui.views.health_lights import probe_tone, probe_word
from frontol_desk.ui.views.parts import button, hairline, label, set_property

_SIZE = (760, 640)
_THANKS_MS = 4_000


class FindingRow(QWidget):
    """Mark, what was looked at, how quick; the finding and the next action below."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark = Mark()
        mark.set_status(finding.status)
        mark.setAccessibleName(probe_word(finding.status))
        word = label(probe_word(finding.status), tone=probe_tone(finding.status))  # type: ignore[arg-type]
        message, hint = label(finding.message, wrap=True), label(finding.hint, "muted", wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, BETWEEN, 0, BETWEEN)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(INSIDE)
        grid.setColumnStretch(1, 1)
        for column, part in enumerate((mark, label(finding.title, "heading"), label(finding.latency, "muted"), word)):
            grid.addWidget(part, 0, column)
        for line, part in enumerate((message, hint), 1):
            part.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            part.setVisible(bool(part.text()))
            grid.addWidget(part, line, 1, 1, 3)
        self.setAccessibleName(finding.text)


class HealthCheck(Retranslated, QDialog):
    """Checks when it opens, and again on demand; what is found appears at once."""

    def __init__(self, examination: Examination, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.examination = examination
        examination.setParent(self)
        self._title = label(role="title", wrap=True)
        self.summary = label(wrap=True)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setRange(0, 0)
        self._rows = QVBoxLayout()
        self._area = QScrollArea(widgetResizable=True)
        self._copied = label(tone="green")
        self._copied.hide()
        self.copy, self.stop, self.again = button(icon="copy"), button(kind="quiet"), button(icon="retry")
        self.leave = button(kind="primary")
        self.leave.setDefault(True)
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.stop.clicked.connect(examination.stop)
        self.again.clicked.connect(examination.start)
        self.leave.clicked.connect(self.close)
        self.finished.connect(examination.stop)
        self._soon = QTimer(self, singleShot=True, interval=50)
        self._soon.timeout.connect(self.retranslate)
        examination.changed.connect(self._soon.start)
        self.resize(*_SIZE)
        examination.start()
        self.retranslate()

    def _lay_out(self) -> None:
        inside = QWidget()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(0, 0, BETWEEN, 0)
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self._rows)
        holder.addStretch(1)
        self._area.setWidget(inside)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        buttons = QHBoxLayout()
        buttons.setSpacing(BETWEEN)
        buttons.addWidget(self.copy)
        buttons.addWidget(self._copied)
        buttons.addStretch(1)
        for part in (self.stop, self.again, self.leave):
            buttons.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND + BETWEEN, AROUND + BETWEEN, AROUND + BETWEEN, AROUND)
        column.setSpacing(BETWEEN)
        column.addWidget(self._title)
        column.addWidget(self.summary)
        column.addWidget(self.progress)
        column.addWidget(self._area, 1)
        column.addLayout(buttons)

    def retranslate(self) -> None:
        """Set the texts and show what has been found so far."""
        running = self.examination.state is AttemptState.RUNNING
        probes = self.examination.probes
        self.setWindowTitle(translate("HealthCheck", "Full check"))
        self._title.setText(translate("HealthCheck", "Is everything there that loads depend on?"))
        self.summary.setText(self._words(running=running))
        status = None if running else worst(probes)
        set_property(self.summary, "tone", probe_tone(status) if status else "")
        self.progress.setVisible(running)
        self.progress.setAccessibleName(translate("HealthCheck", "The check is under way"))
        self._show_rows(findings(probes))
        self.copy.setText(translate("HealthCheck", "Copy"))
        self._copied.setText(translate("HealthCheck", "Copied"))
        self.stop.setText(translate("HealthCheck", "Stop"))
        self.again.setText(translate("HealthCheck", "Check again"))
        self.leave.setText(translate("HealthCheck", "Close"))
        self.stop.setVisible(running)
        self.again.setVisible(not running)
        self.copy.setEnabled(bool(probes))

    def _words(self, *, running: bool) -> str:
        if running:
            return translate(
                "HealthCheck",
                "Small files are put into the kassas' folders to try what is allowed there, and removed at once.",
            )
        if self.examination.state is AttemptState.STOPPED:
            return translate("HealthCheck", "The check was stopped.")
        return summary(self.examination.probes)

    def _show_rows(self, rows: list[Finding]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        for number, row in enumerate(rows):
            if number:
                self._rows.addWidget(hairline())
            self._rows.addWidget(FindingRow(row))

    def _copy(self) -> None:
        lines = [versions(), *(row.text for row in findings(self.examination.probes))]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._copied.show()
        QTimer.singleShot(_THANKS_MS, self._copied, self._copied.hide)
