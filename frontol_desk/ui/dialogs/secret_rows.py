"""One secret: its name, where it is now, a line for a new one, and a button that takes it away."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.editors import PasswordEditor
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.setting_values import variable_of
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.theme.tokens import BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconButton, IconLabel, label

_KEYS = ("privacy.key", "archive.key")


class SecretRow(Retranslated, QWidget):
    """Entries count when the form is saved: a new value is stored then, one marked for it deleted."""

    def __init__(self, form: ProfileForm, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form, self._entry = form, name
        self.name = QLabel()
        self.editor = PasswordEditor()
        self.name.setBuddy(self.editor)
        self.remove = IconButton("trash")
        self.remove.setCheckable(True)
        self.state = label(role="muted", wrap=True)
        self._sign = IconLabel()
        row = QHBoxLayout()
        row.setSpacing(BETWEEN)
        row.addWidget(self.editor, 1)
        row.addWidget(self.remove)
        below = QHBoxLayout()
        below.setSpacing(INSIDE + 2)
        below.addWidget(self._sign)
        below.addWidget(self.state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        column.addWidget(self.name)
        column.addLayout(row)
        column.addLayout(below)
        self.editor.entered.connect(lambda: form.set_password(name, self.editor.value()))
        self.remove.clicked.connect(lambda on: form.set_removed(name, on))
        form.changed.connect(self.show_state)
        self.retranslate()

    def show_state(self) -> None:
        """Show where the secret is, and what will become of it."""
        form, name = self._form, self._entry
        self.editor.set_value(form.password(name))
        outside = form.secrets.place(name) == "environment"
        self.editor.setEnabled(not outside)
        self.remove.setEnabled(form.secrets.place(name) in ("store", "session"))
        self.remove.setChecked(form.is_removed(name))
        keep_icon(self.remove, "retry" if form.is_removed(name) else "trash", "muted")
        icon, tone, text = self._state()
        self._sign.set_icon(icon, tone)
        self.state.setText(text)
        self.editor.setAccessibleDescription(text)

    def _state(self) -> tuple[str, str, str]:
        """Return icon, tone and words for where it is, or will be."""
        form, name = self._form, self._entry
        if form.is_removed(name):
            return "trash", "red", self._loss()
        if form.password(name):
            return "edit", "blue", translate("SecretRow", "Will be stored when you press Apply or OK.")
        if not form.secrets.known or form.secrets.failure:
            return "help", "muted", translate("SecretRow", "Not known.")
        match form.secrets.place(name):
            case "environment":
                #: {name} is the name of an environment variable
                text = translate("SecretRow", "Given by the environment variable {name}; change it there.")
                return "check", "green", text.format(name=variable_of(name))
            case "session":
                return "clock", "amber", translate("SecretRow", "Held until the program is closed.")
            case "store":
                return "check", "green", translate("SecretRow", "Stored.")
            case _ if name in _KEYS:
                return "dash", "muted", translate("SecretRow", "Not there; made when it is first needed.")
            case _:
                return "dash", "muted", translate("SecretRow", "Not stored.")

    def _loss(self) -> str:
        text = translate("SecretRow", "Will be deleted when you press Apply or OK.")
        if self._entry == "archive.key":
            text += " " + translate("SecretRow", "Originals encrypted with it can never be opened again.")
        if self._entry == "privacy.key":
            text += " " + translate("SecretRow", "Customers will look like new ones from then on.")
        return text

    def retranslate(self) -> None:
        """Set the texts."""
        called = secret_name(self._entry)
        self.name.setText(called)
        self.editor.setAccessibleName(called)
        self.editor.setPlaceholderText(translate("SecretRow", "A new one, to store or to replace"))
        #: {name}: which password
        self.remove.set_text(translate("SecretRow", "Delete: {name}").format(name=called))
        self.show_state()


def secret_name(name: str) -> str:
    """Return a secret in words."""
    return {
        "database.password": translate("SecretRow", "Password of the database"),
        "ftp.password": translate("SecretRow", "Password of the exchange server"),
        "privacy.key": translate("SecretRow", "Key of the personal data"),
        "archive.key": translate("SecretRow", "Key of the encrypted archive"),
        "vault.token": translate("SecretRow", "Token for Vault"),
        "vault.secret_id": translate("SecretRow", "Secret of the role in Vault (secret id)"),
    }.get(name, name)
