"""The path of a folder or a file: typed, or chosen in the system's dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from frontol_desk.ui.dialogs.editors import TextEditor
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.translation import Retranslated, translate


class _PathEditor(Retranslated, TextEditor):
    """One line with a button at its end that opens the system's dialog."""

    icon = "open-folder"
    mode = QFileDialog.FileMode.Directory

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self.browse = QAction(self)
        keep_icon(self.browse, self.icon, "muted")
        self.browse.triggered.connect(self._choose)
        self.addAction(self.browse, QLineEdit.ActionPosition.TrailingPosition)
        self.retranslate()

    def take(self, path: str) -> None:
        """Enter a path that was chosen."""
        self.setText(path)
        self.entered.emit()

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.browse.text(), self.value(), self.kinds())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(self.mode)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def kinds(self) -> str:
        """Return which files are offered."""
        return ""

    def retranslate(self) -> None:
        """Name the button."""
        self.browse.setText(self.name())
        self.browse.setToolTip(self.browse.text())

    def name(self) -> str:
        """Return what the button does."""
        return translate("FolderEditor", "Choose a folder")


class FolderEditor(_PathEditor):
    """The path of a folder."""


class CertificateEditor(_PathEditor):
    """The path of a file with certificates of authorities."""

    icon = "file"
    mode = QFileDialog.FileMode.ExistingFile

    def name(self) -> str:
        """Return what the button does."""
        return translate("FolderEditor", "Choose a file")

    def kinds(self) -> str:
        """Return which files are offered."""
        certificates = translate("FolderEditor", "Certificates (*.pem *.crt *.cer)")
        everything = translate("FolderEditor", "All files (*)")
        return f"{certificates};;{everything}"
