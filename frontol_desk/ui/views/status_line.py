"""The line at the bottom: how far everything is, or how the last load ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from frontol_desk.domain.report import FileStatus, RunReport, RunStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.presenters.queue import Overall, QueuePresenter
from frontol_desk.ui.theme.states import run_look
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconLabel, button

_BAR_WIDTH = 220
_FIGURES = 4


class StatusLine(Retranslated, QFrame):
    """Progress of the loads under way; `log_wished` is emitted when the log is asked for."""

    log_wished = Signal(bool)

    def __init__(self, queue: QueuePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._said = ""
        self.setProperty("surface", "panel")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._sign = IconLabel("check", "green")
        self._figures = [QLabel() for _ in range(_FIGURES)]
        for label in self._figures:
            label.setProperty("role", "muted")
        self._figures[0].setProperty("role", "")
        self._figures[0].setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.log_button = button(kind="quiet")
        self.log_button.setCheckable(True)
        self.log_button.clicked.connect(self.log_wished)
        line = QHBoxLayout(self)
        line.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        line.setSpacing(BETWEEN * 2)
        line.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._sign)
        for label in self._figures:
            line.addWidget(label)
        line.addStretch(1)
        line.addWidget(self.log_button)
        queue.overall_changed.connect(self.refresh)
        self.retranslate()

    def say(self, text: str) -> None:
        """Show what goes on before anything is loaded, such as connecting; an empty text is nothing."""
        self._said = text
        self.refresh()

    @property
    def sentence(self) -> str:
        """What it says first."""
        return self._figures[0].text()

    def refresh(self) -> None:
        """Show the present figures."""
        overall = self._queue.overall()
        self._bar.setVisible(overall.running)
        if overall.running:
            self._show_progress(overall)
        else:
            self._show_rest()

    def _show_progress(self, overall: Overall) -> None:
        self._bar.setRange(0, max(1, overall.total))
        self._bar.setValue(overall.done)
        self._sign.hide()
        self._set(
            translate("Status", "{done} of {total} files").format(
                done=formats.number(overall.done), total=formats.number(overall.total)
            ),
            translate("Status", "%Ln row(s)", None, overall.rows),
            formats.rate(overall.rate) if overall.rate else "",
            translate("Status", "about {time} left").format(time=formats.duration(overall.eta_seconds))
            if overall.eta_seconds is not None
            else "",
        )

    def _show_rest(self) -> None:
        report = self._queue.last_report
        if report is None or self._said:
            self._sign.hide()
            self._set(self._said or translate("Status", "Ready"))
            return
        shown = run_look(report.status)
        self._sign.set_icon(shown.icon, shown.tone)
        self._sign.show()
        self._set(sentence_of(report))

    def _set(self, *texts: str) -> None:
        for place, label in enumerate(self._figures):
            text = texts[place] if place < len(texts) else ""
            label.setText(text)
            label.setVisible(bool(text))

    def retranslate(self) -> None:
        """Set the texts."""
        self.log_button.setText(translate("Status", "Log"))
        self.log_button.setAccessibleName(translate("Status", "Show the log"))
        self._bar.setAccessibleName(translate("Status", "Progress of the load"))
        self.refresh()


def sentence_of(report: RunReport) -> str:
    """Return how a run ended, in one line."""
    if is_asking_only(report):
        #: {dates}: a day or a range of days
        sent = translate("Status", "Requests sent to %Ln folder(s) for {dates}", None, report.folders.total)
        return sent.format(dates=_days(report))
    #: 28.12.2025: 10 of 11 folders, 12 874 rows in 0:09
    done = translate("Status", "{dates}: {loaded} of {total} folders, {rows} in {time}").format(
        dates=_days(report),
        loaded=formats.number(report.folders.loaded),
        total=formats.number(report.folders.total),
        rows=translate("Status", "%Ln row(s)", None, report.rows.read),
        time=formats.duration(report.duration_seconds),
    )
    if report.status is RunStatus.CANCELLED:
        return translate("Status", "Stopped. {done}").format(done=done)
    if report.status is RunStatus.FAILED:
        return translate("Status", "Failed. {done}").format(done=done)
    if report.status is RunStatus.PARTIAL:
        #: not everything is loaded
        return translate("Status", "Done in part. {done}").format(done=done)
    return translate("Status", "Done. {done}").format(done=done)


def is_asking_only(report: RunReport) -> bool:
    """Tell whether a run has put requests and nothing else, and all of them."""
    asked = [detail for detail in report.details if detail.status is FileStatus.REQUESTED]
    return report.status is RunStatus.COMPLETED and len(asked) == len(report.details) > 0


def _days(report: RunReport) -> str:
    return formats.dates(DateRange(report.date_from, report.date_to))
