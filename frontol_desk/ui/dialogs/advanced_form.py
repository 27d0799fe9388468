"""What is rarely touched: the time zone and the detail of the log."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.editors import ChoiceEditor, TextEditor
from frontol_desk.ui.dialogs.form import NARROW, Form
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.tokens import INSIDE
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.parts import ElidedLabel, button


class AdvancedForm(Form):
    """Fields of the sections log and timezone, and where everything lies."""

    sections = ("timezone", "log")

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self.column.addWidget(
            self.field(
                "timezone",
                TextEditor("Europe/Moscow"),
                lambda: translate("AdvancedForm", "Time zone"),
                lambda: translate("AdvancedForm", "Decides what yesterday is. Empty: the zone of this computer."),
            )
        )
        self.column.addWidget(
            self.field(
                "log.level",
                ChoiceEditor(
                    {
                        "error": lambda: translate("AdvancedForm", "Errors only"),
                        "warning": lambda: translate("AdvancedForm", "Errors and warnings"),
                        "info": lambda: translate("AdvancedForm", "What is done"),
                        "debug": lambda: translate("AdvancedForm", "Everything, for support"),
                    }
                ),
                lambda: translate("AdvancedForm", "Detail of the log"),
                lambda: translate("AdvancedForm", "Takes effect at the next start of the program."),
            )
        )
        for field in self.fields.values():
            field.widget.setMaximumWidth(NARROW)
        self._home_name = QLabel()
        self._home = ElidedLabel(str(form.home), "muted", Qt.TextElideMode.ElideMiddle)
        self.open_home = button(icon="open-folder")
        self.open_home.clicked.connect(lambda: _open(form.home))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._home, 1)
        row.addWidget(self.open_home)
        pair = QVBoxLayout()
        pair.setSpacing(INSIDE)
        pair.addWidget(self._home_name)
        pair.addLayout(row)
        self.column.addLayout(pair)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the texts."""
        self._home_name.setText(translate("AdvancedForm", "Profiles, log and archive are kept here"))
        self.open_home.setText(translate("AdvancedForm", "Open the folder"))


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
