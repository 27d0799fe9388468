"""The four steps of the wizard: welcome, database, exchange server, kassas. The forms are those of the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.appearance_form import language_choice
from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.dialogs.database_form import DatabaseForm
from frontol_desk.ui.dialogs.editors import ChoiceEditor, TextEditor
from frontol_desk.ui.dialogs.form import Form
from frontol_desk.ui.dialogs.ftp_form import FtpForm
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.dialogs.way import Way
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import label, set_property

Words = Callable[[], str]


class Step(Retranslated, QScrollArea):
    """One step: what it is about in a heading and a sentence, then its form."""

    def __init__(self, title: Words, lead: Words, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (title, lead)
        self.content = content
        self._title = label(role="title", wrap=True)
        self._lead = label(role="muted", wrap=True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2 * AROUND, AROUND + BETWEEN, 2 * AROUND, AROUND)
        column.setSpacing(INSIDE)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addSpacing(AROUND)
        grows = isinstance(content, KassasForm)
        column.addWidget(content, 1 if grows else 0)
        if not grows:
            column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.retranslate()

    @property
    def form(self) -> Form | None:
        """The form on it, if there is one."""
        return self.content if isinstance(self.content, Form) else None

    @property
    def check(self) -> CheckLine | None:
        """The check of the connection on it, if there is one."""
        return self.content.check if isinstance(self.content, DatabaseForm | FtpForm) else None

    @property
    def first_control(self) -> QWidget:
        """Where one begins to type or press."""
        if isinstance(self.content, KassasForm):
            return self.content.search.button
        if isinstance(self.content, FtpForm):
            return self.content.first_control
        return next(iter(self.form.fields.values())).widget if self.form else self.content

    def reveal(self, part: QWidget) -> None:
        """Scroll until a part is seen, once it has its new height."""
        QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part))

    def retranslate(self) -> None:
        """Set heading and sentence."""
        title, lead = self._words
        self._title.setText(title())
        self._lead.setText(lead())


class Welcome(Retranslated, QWidget):
    """The language, and the ways on. Where there are profiles already it asks for the name of one more as well."""

    connect_shop = Signal()
    try_demo = Signal()
    file_wished = Signal()
    language_wished = Signal(str)

    def __init__(self, form: ProfileForm, taken: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form, self._taken = form, taken
        self.language = language_choice()
        self.language.setSizeAdjustPolicy(ChoiceEditor.SizeAdjustPolicy.AdjustToContents)
        self.language.set_value(form.session.settings.language)
        self._language_name = QLabel()
        self._language_name.setBuddy(self.language)
        self.name = TextEditor()
        self._name_name = QLabel()
        self._name_name.setBuddy(self.name)
        self.problem = label(tone="red", wrap=True)
        self.problem.hide()
        self.shop = Way("till")
        self.file = Way("file")
        self.demo = Way("load", "green")
        self.remark = label(role="muted", wrap=True)
        self._lay_out()
        self.language.entered.connect(self._choose_language)
        self.shop.clicked.connect(self._connect_shop)
        self.file.clicked.connect(self._take_file)
        self.demo.clicked.connect(self.try_demo)
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._language_name)
        row.addWidget(self.language)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(AROUND)
        for part in (self._name_name, self.name):
            part.setVisible(bool(self._taken))
            column.addWidget(part)
        column.addWidget(self.problem)
        column.addWidget(self.shop)
        column.addWidget(self.file)
        column.addWidget(self.demo)
        column.addSpacing(BETWEEN)
        column.addWidget(self.remark)

    def _choose_language(self) -> None:
        self._form.set_value("language", self.language.value())
        self.language_wished.emit(self.language.value())

    def _connect_shop(self) -> None:
        if self._is_named():
            self.connect_shop.emit()

    def _take_file(self) -> None:
        if self._is_named():
            self.file_wished.emit()

    def _is_named(self) -> bool:
        """Tell whether the profile has a name that is free; where none is asked for, it has."""
        if not self._taken:
            return True
        problem = self._problem(self.name.value())
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        set_property(self.name, "invalid", bool(problem))
        if problem:
            self.name.setFocus()
        else:
            self._form.profile = self.name.value()
        return not problem

    def _problem(self, name: str) -> str:
        if not ProfileForm.is_name(name):
            return translate(
                "FirstStart", "Use letters, digits, dot, hyphen and underscore, beginning with a letter or digit."
            )
        if name.casefold() in self._taken:
            return translate("FirstStart", "There is a profile of this name already. Choose another.")
        return ""

    def retranslate(self) -> None:
        """Set the texts."""
        self._language_name.setText(translate("FirstStart", "Language"))
        self.language.setAccessibleName(self._language_name.text())
        self._name_name.setText(translate("FirstStart", "Name of the new profile"))
        self.name.setAccessibleName(self._name_name.text())
        self.name.setPlaceholderText(translate("FirstStart", "north"))
        self.remark.setText(translate("FirstStart", "Everything can be changed later in the settings."))
        self.shop.set_texts(
            translate("FirstStart", "Connect your shop"),
            translate("FirstStart", "Database, exchange server and kassas, in three short steps."),
        )
        self.file.set_texts(
            translate("FirstStart", "Take over settings from a file"),
            translate("FirstStart", "Exported on another computer, or the .env file of an old loader."),
        )
        self.demo.set_texts(
            translate("FirstStart", "Try with simulated kassas"),
            translate("FirstStart", "Everything works on this computer at once; your shop is not touched."),
        )


def steps(form: ProfileForm, welcome: Welcome) -> list[Step]:
    """Return the steps in order."""
    return [
        Step(
            lambda: translate("FirstStart", "Welcome to Frontol Desk"),
            lambda: translate(
                "FirstStart",
                "It collects the sales of your Frontol kassas, checks them and loads them into a database.",
            ),
            welcome,
        ),
        Step(
            lambda: translate("FirstStart", "Database"),
            lambda: translate("FirstStart", "The PostgreSQL server that the sales are loaded into."),
            DatabaseForm(form),
        ),
        Step(
            lambda: translate("FirstStart", "Exchange server"),
            lambda: translate(
                "FirstStart",
                "The FTP server or the folder through which kassas receive requests and hand over answers.",
            ),
            FtpForm(form),
        ),
        Step(
            lambda: translate("FirstStart", "Kassas"),
            lambda: translate("FirstStart", "Which kassas there are, and the exchange folders of each."),
            KassasForm(form),
        ),
    ]
