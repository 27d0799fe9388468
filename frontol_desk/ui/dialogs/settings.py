"""The settings of a profile: pages on the left, problems at their fields, saved by Apply and OK."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from frontol_desk.domain.errors import DeskError
from frontol_desk.ui.dialogs.appearance_form import AppearanceForm
from frontol_desk.ui.dialogs.setting_search import SettingSearch
from frontol_desk.ui.dialogs.settings_files import SettingsFiles
from frontol_desk.ui.dialogs.settings_pages import KINDS, PageList, SettingsPage, settings_pages
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.profile_secrets import PASSWORDS
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import Banner, button, hairline, surface


class SettingsDialog(Retranslated, QDialog):
    """Edits the profile of the session. Closing without saving changes nothing.

    `saved` asks to work with the changed profile, from the next load on; it is not sent for language and colours alone.
    """

    saved = Signal(str)
    language_wished = Signal(str)
    scheme_wished = Signal(str)

    def __init__(
        self, session: Session, home: Path, parent: QWidget | None = None, *, load_running: bool = False
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._load_running = load_running
        self._close_after_saving = False
        self.form = ProfileForm(session, home, session.settings.profile, self)
        self.files = SettingsFiles(self.form, self)
        self.pages = settings_pages(self.form)
        self.list = PageList()
        self.search = SettingSearch(self._names)
        self.stack = QStackedWidget()
        self.note = Banner("info", "blue")
        self.trouble = Banner("errors", "red")
        self.done_note = Banner("check", "green")
        for banner in (self.trouble, self.done_note):
            banner.closed.connect(banner.hide)
            banner.hide()
        self.import_button = button(kind="quiet")
        self.export_button = button(kind="quiet")
        self.ok = button(kind="primary")
        self.cancel = button()
        self.apply = button()
        self._lay_out()
        self._connect()
        self.retranslate()
        session.run(self.form.read(), "reading of the settings")

    def _lay_out(self) -> None:
        for page in self.pages:
            self.stack.addWidget(page)
        left = surface("panel")
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, BETWEEN, 0, BETWEEN)
        row = QHBoxLayout()
        row.setContentsMargins(BETWEEN, 0, BETWEEN, BETWEEN)
        row.addWidget(self.search)
        inside.addLayout(row)
        inside.addWidget(self.list)
        banners = QVBoxLayout()
        banners.setContentsMargins(AROUND + BETWEEN, AROUND, AROUND + BETWEEN, 0)
        for banner in (self.trouble, self.done_note, self.note):
            banners.addWidget(banner)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(banners)
        right.addWidget(self.stack, 1)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(left)
        body.addWidget(hairline(Qt.Orientation.Vertical))
        body.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(body, 1)
        column.addWidget(hairline())
        column.addWidget(self._footer())
        self.list.setFocus()
        self.ok.setDefault(True)  # only inside the dialog: else it is forgotten when another button has the focus
        self.resize(860, 640)

    def _footer(self) -> QWidget:
        footer = surface("panel")
        row = QHBoxLayout(footer)
        row.setContentsMargins(AROUND, 12, AROUND, 12)
        row.setSpacing(BETWEEN)
        for part in (self.import_button, self.export_button):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.ok, self.cancel, self.apply):
            part.setMinimumWidth(96)
            row.addWidget(part)
        return footer

    def _connect(self) -> None:
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self.search.found.connect(self.show_setting)
        self.list.turned.connect(self.stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        self.form.changed.connect(self._show_state)
        appearance = self.appearance
        appearance.scheme.entered.connect(self._show_state)
        self.files.failed.connect(self.show_trouble)
        self.files.exported.connect(self._tell_done)
        self.import_button.clicked.connect(self.files.ask_what_to_import)
        self.export_button.clicked.connect(self.files.ask_where_to_export)
        self.ok.clicked.connect(lambda: self._save(close=True))
        self.apply.clicked.connect(lambda: self._save(close=False))
        self.cancel.clicked.connect(self.reject)

    @property
    def appearance(self) -> AppearanceForm:
        """The form of language and colours."""
        return next(page.form for page in self.pages if isinstance(page.form, AppearanceForm))

    def show_page(self, key: str) -> None:
        """Turn to a page: database, ftp, kassas, load, secrets, privacy, profile, appearance or advanced."""
        self.list.setCurrentRow([kind.key for kind in KINDS].index(key))

    def _names(self) -> dict[str, str]:
        """Return the settings that have a field now, by their names with those of their pages."""
        return {
            f"{field.widget.accessibleName()} · {page.kind.name()}": setting
            for page in self.pages
            for setting, field in page.form.fields.items()
            if not field.isHidden()
        }

    def show_setting(self, setting: str) -> None:
        """Turn to the page of a setting and put the keyboard into its field."""
        for page in self.pages:
            if setting in page.form.fields:
                self.show_page(page.kind.key)
                page.form.reveal(setting)
                page.ensureWidgetVisible(page.form.fields[setting])

    def set_load_running(self, running: bool) -> None:
        """Say when changes take effect."""
        self._load_running = running
        self._show_note()

    def _save(self, *, close: bool) -> None:
        """Save what is sound; a mistake leads to its field. What is only missing may stay so."""
        if self._go_to_mistake():
            return
        self._close_after_saving = close
        self._session.run(self._write(), "saving of the settings")

    async def _write(self) -> None:
        self._set_busy(True)
        language, others = self.form.is_edited("language"), self.form.is_changed_beside("language")
        try:
            await self.form.save()
        except DeskError as error:
            self.show_trouble(error)
            if not self.form.is_changed:  # the file is written, only a secret is not where it should be
                self._tell(language=language, others=others)
        else:
            self._tell(language=language, others=others)
            if self._close_after_saving:
                self.accept()
        finally:
            self._set_busy(False)

    def _tell(self, *, language: bool, others: bool) -> None:
        """Pass the wishes on; the simulated kassas go on whatever the profile says."""
        if self.appearance.scheme_changed:
            self.scheme_wished.emit(self.appearance.scheme.value())
        if language:
            self.language_wished.emit(str(self.form.value("language")))
        if others and not self._session.demo:
            self.saved.emit(self.form.profile)

    def _go_to_mistake(self) -> bool:
        for row, page in enumerate(self.pages):
            if self._mistakes_on(page):
                self.list.setCurrentRow(row)
                page.form.demand()
                return True
        return False

    def _mistakes_on(self, page: SettingsPage) -> bool:
        problems = (self.form.problem(setting) for setting in page.settings)
        return any(problem and not problem.absent for problem in problems)

    def _show_state(self) -> None:
        self.list.mark(frozenset(page.kind.key for page in self.pages if self._mistakes_on(page)))
        self.apply.setEnabled(self.form.is_changed or self.appearance.scheme_changed)
        self.export_button.setEnabled(not self.form.is_changed)
        waits = translate("SettingsDialog", "Save the changes first: what is stored is exported.")
        self.export_button.setToolTip(waits if self.form.is_changed else "")
        if self.form.read_error:
            self.show_trouble(self.form.read_error)
        self._show_homeless()

    def _show_homeless(self) -> None:
        """Say above the page what is wrong with a setting that has no field: a typing error in the file, say."""
        shown = frozenset(setting for page in self.pages for setting in page.settings) | set(PASSWORDS)
        words = [
            problem.text for problem in self.form.problems() if problem.setting not in shown and not problem.absent
        ]
        if words:
            self.trouble.set_texts(words[0], "\n".join(words[1:]), _dismiss())
            self.trouble.show()

    def reject(self) -> None:
        """Close without saving; while something is being saved, that comes to its end first."""
        if self.stack.isEnabled():
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        for part in (self.ok, self.apply, self.stack):
            part.setEnabled(not busy)
        if not busy:
            self._show_state()

    def show_trouble(self, error: DeskError) -> None:
        """Say above the page what did not work."""
        self.trouble.set_texts(error.message, in_words(error.hint), _dismiss())
        self.trouble.show()

    def _tell_done(self, text: str, detail: str) -> None:
        self.done_note.set_texts(text, detail, _dismiss())
        self.done_note.show()

    def _show_note(self) -> None:
        if self._session.demo:
            text = translate("SettingsDialog", "The simulated kassas bring their own servers.")
            detail = translate("SettingsDialog", "Database, exchange server and kassas set here count without them.")
        else:
            text = translate("SettingsDialog", "A load is running.")
            detail = translate("SettingsDialog", "Changes take effect from the next load.")
        self.note.set_texts(text, detail)
        self.note.setVisible(self._session.demo or self._load_running)

    def retranslate(self) -> None:
        """Set the texts."""
        #: {name} is the name of a profile
        title = translate("SettingsDialog", "Settings: profile {name}")
        self.setWindowTitle(title.format(name=self.form.profile))
        self.import_button.setText(translate("SettingsDialog", "Import…"))
        self.export_button.setText(translate("SettingsDialog", "Export…"))
        self.ok.setText(translate("SettingsDialog", "OK"))
        self.cancel.setText(translate("SettingsDialog", "Cancel"))
        self.apply.setText(translate("SettingsDialog", "Apply"))
        self._show_note()
        self._show_state()


def _dismiss() -> str:
    return translate("SettingsDialog", "Dismiss")
