"""Import and export behind the buttons of the settings: the question, the work, and what is told about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from frontol_desk.domain.errors import DeskError
from frontol_desk.ui.dialogs.import_summary import ImportSummary
from frontol_desk.ui.dialogs.profile_files import export_profile, import_kinds, read_settings_file
from frontol_desk.ui.dialogs.secret_rows import secret_name
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.save_dialog import ask_where


class SettingsFiles(QObject):
    """Works for the form of a window. `failed` carries a `DeskError`, `exported` what is said in title and text."""

    failed = Signal(object)
    exported = Signal(str, str)

    def __init__(self, form: ProfileForm, window: QWidget) -> None:
        super().__init__(window)
        self._form, self._window = form, window

    def ask_what_to_import(self) -> None:
        """Ask for the file to import."""
        chosen = QFileDialog(self._window, translate("SettingsDialog", "Import settings"), "", import_kinds())
        chosen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen.setFileMode(QFileDialog.FileMode.ExistingFile)
        chosen.fileSelected.connect(self.import_from)
        chosen.open()

    def ask_where_to_export(self) -> None:
        """Ask for the file to write."""
        title = translate("SettingsDialog", "Export settings")
        kinds = translate("SettingsDialog", "Settings (*.toml)")
        ask_where(self._window, title, f"{self._form.profile}.toml", kinds, self.export_to)

    def import_from(self, file: str) -> None:
        """Tell what a file says, and show its settings; they are saved by Apply or OK like any others."""
        self._form.session.run(self._read(Path(file)), "import of settings")

    async def _read(self, file: Path) -> None:
        try:
            imported = await read_settings_file(file)
        except DeskError as error:
            self.failed.emit(error)
        else:
            summary = ImportSummary(imported, str(file), self._window)
            summary.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            summary.accepted.connect(lambda: self._form.take_in(imported))
            summary.open()

    def export_to(self, file: Path) -> None:
        """Write the settings as they are stored to a file, without passwords."""
        self._form.session.run(self._write(file), "export of settings")

    async def _write(self, file: Path) -> None:
        try:
            secrets = await export_profile(self._form.home, self._form.profile, file)
        except DeskError as error:
            self.failed.emit(error)
        else:
            #: {file}: the path of a file
            told = translate("SettingsDialog", "Exported to {file}").format(file=file)
            #: {names}: which passwords
            left = translate("SettingsDialog", "Not in it, to be filled in where it is imported: {names}.")
            names = ", ".join(map(secret_name, secrets))
            self.exported.emit(told, left.format(names=names) if names else "")
