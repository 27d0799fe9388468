"""What came of a retry, told above the list it was started from: why nothing was begun, or what is amiss still."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Failure
from frontol_desk.domain.report import Problem, RunReport, Stage
from frontol_desk.ui.models.retries import Folders, possible
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import Banner

_KASSA_HELPS = frozenset(
    {
        ErrorCode.RETRY_OUTDATED,
        ErrorCode.ARCHIVE_MISSING,
        ErrorCode.ARCHIVE_DAMAGED,
        ErrorCode.FILE_EMPTY,
        ErrorCode.PARSE_INVALID,
    }
)
"""What a fresh answer of the kassa gets around."""


class RetryNotice(Retranslated, Banner):
    """Hidden until there is something to tell. `ask` carries the failures whose kassas are to be asked instead."""

    ask = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning", "amber", parent)
        self._tried: Sequence[Failure] = ()
        self._stage: Stage | None = None
        self._known: Folders = ()
        self._words: Callable[[], tuple[str, str]] = lambda: ("", "")
        self.instead = self.add_action("")
        self.instead.clicked.connect(self._ask)
        self.closed.connect(self.hide)
        self.hide()
        self.retranslate()

    def begin(self, failures: Sequence[Failure], stage: Stage | None, known: Folders) -> None:
        """Remember what is tried from where; what was told before is over."""
        self._tried, self._stage, self._known = failures, stage, known
        self.hide()

    def tell_busy(self) -> None:
        """Say that all of it is being worked on."""
        self._show(
            lambda: (
                translate("Errors", "These folders are being loaded right now"),
                translate("Errors", "What is still open when that has ended can be retried then."),
            )
        )

    def tell_refused(self, error: DeskError) -> None:
        """Say why nothing was begun."""
        self._show(lambda: (error.message, in_words(error.hint)), ask=error.reason == "no_original")

    def tell_report(self, report: RunReport) -> None:
        """Say what a retry has not mended; one that went well needs no words: the list is shorter."""
        problem = _worst(report.errors)
        if problem is not None:
            self._show(
                lambda: (problem.message, in_words(problem.hint)),
                ask=problem.code in _KASSA_HELPS,
            )

    def _show(self, words: Callable[[], tuple[str, str]], *, ask: bool = False) -> None:
        self._words = words
        can_ask = bool(possible(self._tried, Stage.DOWNLOAD, self._known))
        self.instead.setVisible(ask and can_ask and self._stage is not Stage.DOWNLOAD)
        self.retranslate()
        self.show()

    def _ask(self) -> None:
        self.hide()
        self.ask.emit(self._tried)

    def retranslate(self) -> None:
        """Set every text."""
        self.set_texts(*self._words(), translate("Banner", "Dismiss"))
        self.set_action_texts([translate("Errors", "Ask the kassa again")])
        self.setAccessibleName(self.text.text())


def _worst(problems: Collection[Problem]) -> Problem | None:
    """Return what to tell of a run: its first error, else that its kassa does not have the numbers it was asked for."""
    gaps = [problem for problem in problems if problem.code == ErrorCode.GAP and problem.reason == "absent"]
    return next((problem for problem in problems if problem.severity == "error"), next(iter(gaps), None))
