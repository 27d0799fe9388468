"""Said plainly where there is no keyring: where a password must come from then, and how long a typed one holds."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from frontol_desk.ui.presenters.profile_form import ProfileForm, variable_of
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import Banner


class KeyringNotice(Retranslated, Banner):
    """Shown only on a machine without a keyring, unless the environment gives the password."""

    def __init__(self, form: ProfileForm, entry: str, parent: QWidget | None = None) -> None:
        super().__init__("key", "amber", parent)
        self._form, self._entry = form, entry
        self.copy = self.add_action("")
        keep_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        form.changed.connect(self._show_state)
        self.retranslate()

    def _show_state(self) -> None:
        form = self._form
        needed = form.keyring_known and form.keyring is None and not form.variable_in_force(self._entry)
        self.setVisible(needed)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(variable_of(self._entry))

    def retranslate(self) -> None:
        """Set the texts."""
        text = translate("KeyringNotice", "This computer has no keyring to store the password in.")
        #: {name} is the name of an environment variable
        hint = translate(
            "KeyringNotice",
            "Typed here, it is used until the program is closed. To have it at every start, set the environment "
            "variable {name}.",
        )
        self.set_texts(text, hint.format(name=variable_of(self._entry)))
        self.copy.setText(translate("KeyringNotice", "Copy the name"))
        self._show_state()
