"""One run, opened: what it did in short, its files, its problems, its report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.domain.report import Problem, RunReport
from frontol_desk.ui import formats
from frontol_desk.ui.models.run_files import RunFilesModel
from frontol_desk.ui.models.run_problems import ProblemColumn, RunProblemsModel, by_file, discrepancies_in
from frontol_desk.ui.presenters.history import RunPresenter
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE, ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.grouped_view import GroupedView
from frontol_desk.ui.views.parts import ElidedLabel, EmptyState, PageTabs, button, hairline, label, surface
from frontol_desk.ui.views.plain_cells import PlainCells
from frontol_desk.ui.views.run_summary import RunSummary
from frontol_desk.ui.views.save_dialog import ask_where

_PROBLEM_LETTERS = {ProblemColumn.SEVERITY: 20, ProblemColumn.LINE: 9, ProblemColumn.FIELD: 9, ProblemColumn.HINT: 40}
_WIDE, _HIGH = 130, 42
_FILES, _PROBLEMS, _REPORT = range(3)


class RunDialog(Retranslated, QDialog):
    """Stands beside the window and holds nothing up; of a run that still goes on it says so and follows it."""

    def __init__(self, session: Session, run_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._presenter = RunPresenter(session, run_id, self)
        self._files_model = RunFilesModel(self)
        self._problems_model = RunProblemsModel(self)
        self.summary = RunSummary()
        self.files = _files_table(self._files_model)
        self.problems = GroupedView(self._problems_model, _key_of)
        self.problem_text = label(wrap=True)
        self.problem_hint = label(role="muted", wrap=True)
        self.no_problems = EmptyState("check", tone="green")
        self.report = QPlainTextEdit(readOnly=True)
        self.tabs = PageTabs()
        self.tab_pages = QStackedWidget()
        self.unfinished = EmptyState("spinner")
        self.pages = QStackedWidget()
        self.copy = button(icon="copy")
        self.save = button(icon="export")
        self.leave = button()
        self.saved = ElidedLabel(role="muted")
        self._lay_out()
        self._connect()
        self.retranslate()
        self._presenter.refresh()

    def _lay_out(self) -> None:
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.problem_pages = QStackedWidget()
        self.problem_pages.addWidget(self._problem_part())
        self.problem_pages.addWidget(self.no_problems)
        for part in (_inset(self.files), self.problem_pages, _inset(self.report, BETWEEN)):
            self.tabs.add("")
            self.tab_pages.addWidget(part)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(AROUND, 0, AROUND, 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        whole = QWidget()
        inner = QVBoxLayout(whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.summary)
        inner.addLayout(tabs)
        inner.addWidget(hairline())
        inner.addWidget(self.tab_pages, 1)
        self.pages.addWidget(QWidget())
        self.pages.addWidget(whole)
        self.pages.addWidget(self.unfinished)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        column.addWidget(self._foot())
        letter = self.fontMetrics()
        self.resize(letter.averageCharWidth() * _WIDE, letter.height() * _HIGH)

    def _problem_part(self) -> QWidget:
        header = self.problems.header()
        letter = self.fontMetrics().averageCharWidth()
        header.setStretchLastSection(False)
        for column, letters in _PROBLEM_LETTERS.items():
            header.resizeSection(column, letter * letters)
        header.setSectionResizeMode(ProblemColumn.MESSAGE, QHeaderView.ResizeMode.Stretch)
        told = surface("panel")
        texts = QVBoxLayout(told)
        texts.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, BETWEEN + INSIDE)
        texts.setSpacing(INSIDE)
        texts.addWidget(self.problem_text)
        texts.addWidget(self.problem_hint)
        part = QWidget()
        below = QVBoxLayout(part)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(_inset(self.problems), 1)
        below.addWidget(hairline())
        below.addWidget(told)
        return part

    def _foot(self) -> QWidget:
        for action in (self.copy, self.save, self.leave):
            action.setAutoDefault(False)
        foot = surface("panel")
        row = QHBoxLayout()
        row.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, BETWEEN + INSIDE)
        row.setSpacing(BETWEEN)
        row.addWidget(self.copy)
        row.addWidget(self.save)
        row.addWidget(self.saved, 1)
        row.addWidget(self.leave)
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        column.addLayout(row)
        return foot

    def _connect(self) -> None:
        self._presenter.loaded.connect(self._show)
        self._presenter.saved.connect(self._tell_saved)
        self.tabs.currentChanged.connect(self.tab_pages.setCurrentIndex)
        self.tabs.currentChanged.connect(self._show_text)
        self.problems.chosen_changed.connect(self._show_problem)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._presenter.text))
        self.save.clicked.connect(self._save)
        self.leave.clicked.connect(self.close)

    def _show(self) -> None:
        report = self._presenter.report
        self.copy.setEnabled(report is not None)
        self.save.setEnabled(report is not None)
        self.pages.setCurrentIndex(0 if not self._presenter.answered else 2 if report is None else 1)
        if report is None:
            return
        if not self._files_model.rowCount():
            self.files.setFocus()
        self.summary.show_report(report)
        self._files_model.show(report.details, discrepancies_in(report.errors))
        self._problems_model.show(by_file(report.errors))
        self.files.resizeColumnsToContents()
        self.problem_pages.setCurrentIndex(0 if report.errors else 1)
        self.problems.choose_first()
        self._name_tabs(report)
        self._show_title()
        self._show_text()

    def _show_title(self) -> None:
        report = self._presenter.report
        begun = formats.moment(report.started_at) if report is not None else self._presenter.run_id
        self.setWindowTitle(translate("Run", "Run {run}").format(run=begun))

    def _show_text(self) -> None:
        """Fill the report only when somebody looks: of a big run it is long."""
        if self.tabs.currentIndex() == _REPORT and self.report.toPlainText() != self._presenter.text:
            self.report.setPlainText(self._presenter.text)

    def _show_problem(self) -> None:
        chosen: tuple[Problem, ...] = self.problems.chosen()
        only = chosen[0] if len(chosen) == 1 else None
        several = translate("Run", "%Ln problem(s) chosen", None, len(chosen)) if chosen else ""
        self.problem_text.setText(only.message if only else several)
        self.problem_hint.setText(in_words(only.hint) if only else "")

    def _tell_saved(self, path: str) -> None:
        self.saved.setText(translate("Run", "Saved as {name}").format(name=Path(path).name))

    def _save(self) -> None:
        kinds = translate("Run", "Report (*.json)")
        ask_where(self, translate("Run", "Save report"), f"{self._presenter.run_id}.json", kinds, self._presenter.save)

    def _name_tabs(self, report: RunReport | None) -> None:
        self.tabs.set_name(_FILES, translate("Run", "Files"))
        self.tabs.set_name(_PROBLEMS, translate("Run", "Problems"))
        self.tabs.set_name(_REPORT, translate("Run", "Report"))
        if report is not None:
            failed = any(problem.severity == "error" for problem in report.errors)
            self.tabs.set_badge(_FILES, len(report.details))
            self.tabs.set_badge(_PROBLEMS, len(report.errors), "red" if failed else "amber")

    def retranslate(self) -> None:
        """Set every text; messages of problems stay in the language of their run."""
        self._show_title()
        self.files.setAccessibleName(translate("Run", "Files of the run"))
        self.problems.setAccessibleName(translate("Run", "Problems of the run"))
        self.report.setAccessibleName(translate("Run", "Report of the run"))
        self.no_problems.set_texts(translate("Run", "No problems"), translate("Run", "Every line found its place."))
        self.unfinished.set_texts(
            translate("Run", "This run still goes on"),
            translate("Run", "Its files, problems and report will be here when it has ended."),
        )
        self.copy.setText(translate("Run", "Copy report"))
        self.save.setText(translate("Run", "Save report…"))
        self.leave.setText(translate("Run", "Close"))
        self._files_model.retell()
        self._problems_model.retell()
        self._name_tabs(self._presenter.report)
        self._show()


def _key_of(problem: Problem) -> tuple[object, ...]:
    return problem.source_folder, problem.file, problem.line, problem.field, problem.code, problem.message


def _inset(view: QWidget, above: int = 0) -> QWidget:
    """Return a view with room at its sides, so that its texts stand under those above."""
    around = QWidget()
    row = QHBoxLayout(around)
    row.setContentsMargins(BETWEEN, above, BETWEEN, above)
    row.addWidget(view)
    return around


def _files_table(model: RunFilesModel) -> QTableView:
    table = QTableView(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
    table.setModel(model)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setItemDelegate(PlainCells(table))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    table.horizontalHeader().setHighlightSections(False)
    return table
