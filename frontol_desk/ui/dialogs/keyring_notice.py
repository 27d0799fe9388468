"""Said plainly where a password cannot be stored: where it must come from then, and how long a typed one holds."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.profile_secrets import ProfileSecrets
from frontol_desk.ui.presenters.setting_values import variable_of
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import Banner


class KeyringNotice(Retranslated, Banner):
    """Shown only where the store of secrets can keep none, unless the environment gives the password."""

    def __init__(self, form: ProfileForm, entry: str, parent: QWidget | None = None) -> None:
        super().__init__("key", "amber", parent)
        self._form, self._entry = form, entry
        self.copy = self.add_action("")
        keep_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        form.changed.connect(self._show_state)
        self.retranslate()

    def _show_state(self) -> None:
        secrets = self._form.secrets
        self.set_texts(_reason(secrets), self._hint())
        outside = self._form.variable_in_force(self._entry)
        self.setVisible(secrets.known and not secrets.writable and not outside)

    def _hint(self) -> str:
        #: {name} is the name of an environment variable
        hint = translate(
            "KeyringNotice",
            "Typed here, it is used until the program is closed. To have it at every start, set the environment "
            "variable {name}.",
        )
        return hint.format(name=variable_of(self._entry))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(variable_of(self._entry))

    def retranslate(self) -> None:
        """Set the texts."""
        self.copy.setText(translate("KeyringNotice", "Copy the name"))
        self._show_state()


def _reason(secrets: ProfileSecrets) -> str:
    if secrets.failure is not None:
        return secrets.failure.message
    if secrets.kind == "environment":
        return translate("KeyringNotice", "The settings say that passwords come from environment variables only.")
    return translate("KeyringNotice", "This computer has no keyring to store the password in.")
