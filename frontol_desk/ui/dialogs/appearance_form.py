"""Language and colours."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.editors import ChoiceEditor
from frontol_desk.ui.dialogs.form import NARROW, Form
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import INSIDE
from frontol_desk.ui.translation import translate


def language_choice() -> ChoiceEditor:
    """Return the choice of the language; a language is called by its own name."""
    return ChoiceEditor(
        {
            "auto": lambda: translate("Language", "As the system"),
            "ru": lambda: "Русский",
            "en": lambda: "English",
        }
    )


class AppearanceForm(Form):
    """The language, kept in the profile, and the colour scheme, kept with the window."""

    sections = ("language",)

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self.column.addWidget(
            self.field("language", language_choice(), lambda: translate("AppearanceForm", "Language"))
        )
        self.scheme = ChoiceEditor(
            {
                "system": lambda: translate("AppearanceForm", "As the system"),
                "light": lambda: translate("AppearanceForm", "Light"),
                "dark": lambda: translate("AppearanceForm", "Dark"),
            }
        )
        self.scheme.set_value(current().wish)
        for choice in (self.fields["language"].widget, self.scheme):
            choice.setMaximumWidth(NARROW)
        self._scheme_name = QLabel()
        self._scheme_name.setBuddy(self.scheme)
        pair = QVBoxLayout()
        pair.setSpacing(INSIDE)
        pair.addWidget(self._scheme_name)
        pair.addWidget(self.scheme)
        self.column.addLayout(pair)
        self.retranslate()

    @property
    def scheme_changed(self) -> bool:
        """Tell whether another scheme was chosen than the one in use."""
        return self.scheme.value() != current().wish

    def retranslate(self) -> None:
        """Set the texts."""
        self._scheme_name.setText(translate("AppearanceForm", "Colours"))
        self.scheme.setAccessibleName(self._scheme_name.text())
