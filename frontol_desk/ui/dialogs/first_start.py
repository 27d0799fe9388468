"""The wizard of the first start: from nothing to a profile that loads, or to the simulated kassas in one click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from frontol_desk.console.importing import ImportedProfile
from frontol_desk.console.profiles import profile_names
from frontol_desk.domain.errors import DeskError
from frontol_desk.ui.dialogs.first_start_pages import Step, Welcome, steps
from frontol_desk.ui.dialogs.import_summary import ImportSummary
from frontol_desk.ui.dialogs.profile_files import import_kinds, read_settings_file
from frontol_desk.ui.dialogs.step_rail import StepRail
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.profile_secrets import PASSWORDS
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import Banner, button, hairline, surface


class FirstStart(Retranslated, QDialog):
    """Four steps. Nothing is written before the last one is finished; passwords go to the keyring."""

    try_demo = Signal()
    finished_profile = Signal(str)
    language_wished = Signal(str)

    def __init__(self, session: Session, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._going_on = self._saving = False
        taken = frozenset(name.casefold() for name in profile_names(home))
        self.form = ProfileForm(session, home, "default", self)
        self.welcome = Welcome(self.form, taken)
        self.steps = steps(self.form, self.welcome)
        self.rail = StepRail(
            (
                lambda: translate("FirstStart", "Welcome"),
                lambda: translate("FirstStart", "Database"),
                lambda: translate("FirstStart", "Exchange server"),
                lambda: translate("FirstStart", "Kassas"),
            )
        )
        self.stack = QStackedWidget()
        self.trouble = Banner("errors", "red")
        self.trouble.hide()
        self.back = button(icon="chevron-left")
        self.skip = button(kind="quiet")
        self.next = button(kind="primary")
        self._lay_out()
        self.next.setDefault(True)  # only inside the dialog: else it is forgotten when another button has the focus
        self._connect()
        self.retranslate()
        session.run(self._begin(is_first=not taken), "reading of the settings")

    async def _begin(self, *, is_first: bool) -> None:
        """Take over what the profile says already; one more profile starts empty."""
        if is_first:
            await self.form.read()
        else:
            await self.form.look_into_secrets()

    def _lay_out(self) -> None:
        for step in self.steps:
            self.stack.addWidget(step)
        rail = surface("panel")
        inside = QVBoxLayout(rail)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.rail)
        banners = QVBoxLayout()
        banners.setContentsMargins(2 * AROUND, 0, 2 * AROUND, BETWEEN)
        banners.addWidget(self.trouble)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addLayout(banners)
        self._foot = self._footer()
        right.addWidget(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addWidget(hairline(Qt.Orientation.Vertical))
        row.addLayout(right, 1)
        self.resize(880, 620)

    def _footer(self) -> QWidget:
        footer = QWidget()
        column = QVBoxLayout(footer)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        row = QHBoxLayout()
        column.addLayout(row)
        row.setContentsMargins(2 * AROUND, 12, 2 * AROUND, 12)
        row.setSpacing(BETWEEN)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.skip)
        row.addWidget(self.next)
        self.next.setMinimumWidth(112)
        return footer

    def _connect(self) -> None:
        self.welcome.connect_shop.connect(lambda: self.show_step(1))
        self.welcome.try_demo.connect(self._try_demo)
        self.welcome.file_wished.connect(self._ask_for_file)
        self.welcome.language_wished.connect(self.language_wished)
        self.back.clicked.connect(lambda: self.show_step(self.stack.currentIndex() - 1))
        self.next.clicked.connect(self._go_on)
        self.skip.clicked.connect(self._skip)
        self.form.changed.connect(self._show_state)
        self.trouble.closed.connect(self.trouble.hide)
        for step in self.steps:
            if step.check:
                step.check.attempt.changed.connect(self._checked)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self.stack.currentIndex()]

    def show_step(self, index: int) -> None:
        """Turn to a step, from 0."""
        self._going_on = False
        self.stack.setCurrentIndex(index)
        self.rail.show_step(index + 1)
        self.retranslate()
        first = self.welcome.shop if index == 0 else self.step.first_control
        first.setFocus()

    def _go_on(self) -> None:
        """Go to the next step once this one is sound and its server answered.

        The button is not disabled meanwhile, it would lose the keyboard; pressed again, it waits for the same answer.
        """
        form, check = self.step.form, self.step.check
        if form and not form.demand():
            return
        if check and check.attempt.state is not AttemptState.DONE:
            self._going_on = True
            check.attempt.start()
        else:
            self._advance()

    def _skip(self) -> None:
        """Go on without an answer of the server; only passwords may be missing, the environment can give them."""
        form = self.step.form
        if form and any(problem.setting not in PASSWORDS for problem in self.form.problems(*form.sections)):
            form.demand()
            return
        if check := self.step.check:
            check.attempt.stop()
        self._advance()

    def _checked(self) -> None:
        check = self.step.check
        if self._going_on and check and check.attempt.state is not AttemptState.RUNNING:
            self._going_on = False
            if check.attempt.state is AttemptState.DONE:
                self._advance()
            else:
                self.step.reveal(check)
        self._show_state()

    def _advance(self) -> None:
        here = self.stack.currentIndex()
        if here + 1 < len(self.steps):
            self.show_step(here + 1)
        else:
            self._session.run(self._finish(), "saving of the settings")

    def reject(self) -> None:
        """Leave the wizard; while the profile is being saved, that comes to its end first."""
        if not self._saving:
            super().reject()

    async def _finish(self) -> None:
        self._saving = True
        self.next.setEnabled(False)
        try:
            await self.form.save()
        except DeskError as error:
            self._show_trouble(error)
        else:
            self.finished_profile.emit(self.form.profile)
            self.accept()
        finally:
            self._saving = False
            self.next.setEnabled(True)

    def _ask_for_file(self) -> None:
        chosen = QFileDialog(self, translate("FirstStart", "Take over settings from a file"), "", import_kinds())
        chosen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen.setFileMode(QFileDialog.FileMode.ExistingFile)
        chosen.fileSelected.connect(self.import_from)
        chosen.open()

    def import_from(self, file: str) -> None:
        """Tell what a file says; the steps are filled in with it, and ask for what is missing."""
        self._session.run(self._read_file(Path(file)), "import of settings")

    async def _read_file(self, file: Path) -> None:
        try:
            imported = await read_settings_file(file)
        except DeskError as error:
            self._show_trouble(error)
            return
        summary = ImportSummary(imported, str(file), self)
        summary.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        summary.accepted.connect(lambda: self._take_in(imported))
        summary.open()

    def _take_in(self, imported: ImportedProfile) -> None:
        """Fill the steps in; the language chosen at the start stays unless the file says another."""
        chosen = self.form.value("language")
        self.form.take_in(imported)
        if "language" not in imported.values:
            self.form.set_value("language", chosen)
        self.show_step(1)

    def _show_trouble(self, error: DeskError) -> None:
        self.trouble.set_texts(error.message, in_words(error.hint), translate("FirstStart", "Dismiss"))
        self.trouble.show()

    def _try_demo(self) -> None:
        self.try_demo.emit()
        self.accept()

    def _show_state(self) -> None:
        check = self.step.check
        state = check.attempt.state if check else AttemptState.DONE
        at_start = self.stack.currentIndex() == 0
        self._foot.setVisible(not at_start)
        self.skip.setVisible(state is not AttemptState.DONE)

    def retranslate(self) -> None:
        """Set the texts."""
        last = self.stack.currentIndex() == len(self.steps) - 1
        self.setWindowTitle(translate("FirstStart", "First start"))
        self.back.setText(translate("FirstStart", "Back"))
        self.skip.setText(translate("FirstStart", "Continue without checking"))
        self.next.setText(translate("FirstStart", "Finish") if last else translate("FirstStart", "Next"))
        self._show_state()
