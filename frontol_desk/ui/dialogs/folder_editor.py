"""The path of a folder: typed, or chosen in the system's dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from frontol_desk.ui.dialogs.editors import TextEditor
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.translation import Retranslated, translate


class FolderEditor(Retranslated, TextEditor):
    """One line with a button at its end."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self.browse = QAction(self)
        keep_icon(self.browse, "open-folder", "muted")
        self.browse.triggered.connect(self._choose)
        self.addAction(self.browse, QLineEdit.ActionPosition.TrailingPosition)
        self.retranslate()

    def take(self, path: str) -> None:
        """Enter a path that was chosen."""
        self.setText(path)
        self.entered.emit()

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.browse.text(), self.value())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def retranslate(self) -> None:
        """Name the button."""
        self.browse.setText(translate("FolderEditor", "Choose a folder"))
        self.browse.setToolTip(self.browse.text())
