"""What happened to the selected row: its story, what is wrong with it and where, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from frontol_desk.domain.report import Problem
from frontol_desk.ui import formats
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.models.queue_words import summary
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.theme.states import WorkState, look
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconLabel, button, label
from frontol_desk.ui.views.problem_view import ProblemView, selectable
from frontol_desk.ui.views.story import Story
from frontol_desk.ui.views.story_stations import story_of

_MOST_FINDINGS = 5
_COPIED_MS = 2000
_ASK_AGAIN = frozenset({WorkState.NO_ANSWER, WorkState.PARTIAL, WorkState.DISCREPANT})


class DetailsPanel(Retranslated, QScrollArea):
    """Shows one row; `raw_line_wanted` asks for the text of a problem's line, answered by `show_raw_line`."""

    retry = Signal()
    open_original = Signal()
    copy_for_support = Signal()
    raw_line_wanted = Signal(object, object)
    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: QueueRow | None = None
        self._problem = 0
        self._raw_of: Problem | None = None
        self.header = _Header()
        self.story = Story()
        self.problem = ProblemView()
        self.findings = selectable()
        self.service_caption = label(role="muted")
        self.service = selectable("mono")
        self.footer = _Footer()
        self.hint = label(role="muted", wrap=True)
        self._body = _Body()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.setProperty("surface", "panel")
        self._body.setProperty("surface", "panel")
        self._body.installEventFilter(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(AROUND, BETWEEN + BETWEEN // 2, AROUND, BETWEEN + BETWEEN // 2)
        column.setSpacing(BETWEEN)
        parts = (self.hint, self.header, self.story, self.problem, self.findings, self.service_caption, self.service)
        for part in parts:
            column.addWidget(part)
        column.addStretch()
        column.addWidget(self.footer)
        self.setWidget(self._body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _connect(self) -> None:
        self.problem.stepped.connect(self._step)
        self.footer.retry.clicked.connect(self.retry)
        self.footer.open_file.clicked.connect(self.open_original)
        self.footer.copy.clicked.connect(self.copy_for_support)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Tell when the texts have settled into another height."""
        if watched is self._body and event.type() is QEvent.Type.LayoutRequest:
            self.height_changed.emit()
        return bool(super().eventFilter(watched, event))

    @property
    def row(self) -> QueueRow | None:
        """The row shown."""
        return self._row

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Allow the height of a hint."""
        return QSize(0, 2 * AROUND)

    def wanted_height(self) -> int:
        """Return the height at which nothing need be scrolled."""
        layout = self._body.layout()
        needed = layout.totalHeightForWidth(self.viewport().width()) if layout else 0
        return needed if needed > 0 else self._body.sizeHint().height()

    def show_row(self, row: QueueRow | None) -> None:
        """Show a row, or without one a hint; the same row again keeps the place in its problems."""
        if row is None or self._row is None or row.id != self._row.id:
            self._problem, self._raw_of = 0, None
        self._row = row
        for part in (self.header, self.story, self.footer):
            part.setVisible(row is not None)
        self.hint.setVisible(row is None)
        self.problem.setVisible(row is not None and bool(row.errors))
        if row is not None:
            self._fill(row)
        else:
            self._show_texts((), None)

    def _fill(self, row: QueueRow) -> None:
        self.header.show_row(row)
        self.story.show_stations(story_of(row))
        self.footer.show_row(row, self._advice(row))
        self._show_texts(row.discrepancies, row.service_text)
        if row.errors:
            self._show_problem(row)

    def _show_problem(self, row: QueueRow) -> None:
        errors = row.errors
        self._problem = min(self._problem, len(errors) - 1)
        problem = errors[self._problem]
        self.problem.show_problem(problem, self._problem, len(errors))
        if problem.line is None:
            self.problem.show_raw(None, None)
        elif problem is not self._raw_of:
            self._raw_of = problem
            self.problem.show_raw(None, None)
            self.raw_line_wanted.emit(row, problem)

    def show_raw_line(self, problem: Problem, raw: str | None) -> None:
        """Show the text of a problem's line, if that problem is still the one shown."""
        if problem is self._raw_of:
            self.problem.show_raw(raw, problem.field)

    def _step(self, by: int) -> None:
        if self._row is not None:
            self._problem = (self._problem + by) % max(1, len(self._row.errors))
            self._fill(self._row)

    def _advice(self, row: QueueRow) -> str:
        """Return the next action: of the problem shown, else of the first finding."""
        problems: Sequence[Problem] = row.errors[self._problem :] or row.discrepancies
        return in_words(problems[0].hint) if problems else ""

    def _show_texts(self, findings: Sequence[Problem], service: str | None) -> None:
        told = [problem.message for problem in findings[:_MOST_FINDINGS]]
        if more := len(findings) - len(told):
            told.append(translate("Details", "%Ln more finding(s) in the report of the run", None, more))
        self.findings.setText("\n".join(told))
        self.findings.setVisible(bool(told))
        self.service.setText((service or "").strip())
        for part in (self.service_caption, self.service):
            part.setVisible(bool(service))

    def focus_first(self) -> None:
        """Put the keyboard focus on what matters: the primary action, else the first button."""
        first = self.footer.retry if self.footer.retry.isVisible() else self.footer.copy
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_copied(self) -> None:
        """Say on the button that the text is on the clipboard."""
        self.footer.show_copied()

    def retranslate(self) -> None:
        """Set the texts."""
        self.setAccessibleName(translate("Details", "Details of the selected row"))
        self.hint.setText(translate("Details", "Select a row to see what happened to it and what to do next."))
        self.service_caption.setText(translate("Details", "The kassa's own log"))
        self.problem.retranslate()
        self.footer.retranslate()
        self.show_row(self._row)


class _Body(QFrame):
    """Is as high as its texts need at the width it gets: wrapped texts alone would ask for more."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Leave the height to the width."""
        return QSize(0, 0)


class _Header(QWidget):
    """State, folder and file, and the summary of a row in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.icon = IconLabel(size=ICON)
        self.title = selectable("heading", wrap=False)
        self.summary = selectable("muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(BETWEEN)
        line.addWidget(self.icon)
        line.addWidget(self.title)
        line.addWidget(self.summary, 1)

    def show_row(self, row: QueueRow) -> None:
        """Set the texts."""
        shown = look(row.state)
        self.icon.set_icon(shown.icon, shown.tone)
        self.icon.setAccessibleName(shown.word)
        facts = [str(row.folder), row.file or formats.dates(row.dates)]
        self.title.setText(" \N{MIDDLE DOT} ".join(facts))
        self.summary.setText(summary(row))


class _Footer(QWidget):
    """What to do next, in words and as buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.advice = selectable("muted")
        self.copy = button()
        self.open_file = button()
        self.retry = button(kind="primary", icon="retry")
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied.timeout.connect(self.retranslate)
        self._ask_again = False
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(BETWEEN)
        line.addWidget(self.advice, 1)
        line.addSpacing(AROUND)
        for part in (self.copy, self.open_file, self.retry):
            line.addWidget(part)

    def show_row(self, row: QueueRow, advice: str) -> None:
        """Offer what can be done with a row."""
        self.advice.setText(advice)
        self.open_file.setVisible(row.detail is not None and row.detail.sha256 is not None)
        self.retry.setVisible(row.is_failed or row.state in (WorkState.DISCREPANT, WorkState.CANCELLED))
        self._ask_again = row.state in _ASK_AGAIN
        self.retranslate()

    def show_copied(self) -> None:
        """Say for a moment that the text is on the clipboard."""
        self.copy.setText(translate("Details", "Copied"))
        self._copied.start()

    def retranslate(self) -> None:
        """Set the texts."""
        if not self._copied.isActive():
            self.copy.setText(translate("Details", "Copy for support"))
        self.copy.setToolTip(translate("Details", "Versions, run, stages and problems; no data of buyers"))
        self.open_file.setText(translate("Details", "Open file"))
        self.open_file.setToolTip(translate("Details", "The file as the kassa wrote it, from the archive"))
        #: ask the kassa for the day once more
        again, retry = translate("Details", "Ask again"), translate("Details", "Retry")
        self.retry.setText(again if self._ask_again else retry)
