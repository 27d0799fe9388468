"""Passwords and keys: where they are kept, where each of them is now, and new ones on their way there."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from frontol_desk.settings.catalogue import catalogue
from frontol_desk.settings.secrets import service_name
from frontol_desk.ui.dialogs.editors import ChoiceEditor
from frontol_desk.ui.dialogs.fields import Words
from frontol_desk.ui.dialogs.form import SPACING, Form
from frontol_desk.ui.dialogs.secret_rows import SecretRow
from frontol_desk.ui.dialogs.setting_editors import field_of
from frontol_desk.ui.presenters.connection import Attempt, AttemptState
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.profile_secrets import relevant_secrets
from frontol_desk.ui.presenters.setting_words import hint_of, in_words
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.parts import Banner, IconLabel, button, label

_BACKEND = "secrets.backend"
_STORES: dict[str, Words] = {
    "keyring": lambda: translate("SecretsForm", "Keyring of this account (usual)"),
    "environment": lambda: translate("SecretsForm", "Environment variables only"),
    "vault": lambda: "HashiCorp Vault",
    "aws": lambda: "AWS Secrets Manager",
}
_ON_SERVERS = ("vault", "aws")


class SecretsForm(Form):
    """The store with its own settings, what it answers, and a row for every secret. Nothing changes before Apply."""

    sections = ("secrets",)

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self.look = Attempt(form.session, form.look_into_secrets, "look into the store of secrets", self)
        self.again = button(kind="quiet")
        self.answer = label(wrap=True)
        self._sign = IconLabel("key", "muted")
        self.trouble = Banner("key", "amber")
        self.rows = {name: SecretRow(form, name) for name in relevant_secrets("vault")}
        self._rows_title = label(role="heading")
        self._lay_out()
        self.again.clicked.connect(self.look.start)
        self.look.changed.connect(self._show_answer)
        form.changed.connect(self._show_state)
        form.edited.connect(self._edited)
        keep_icon(self.again, "retry", "blue")
        self.retranslate()
        self._show_state()

    def _lay_out(self) -> None:
        self.column.addWidget(
            self.field(_BACKEND, ChoiceEditor(_STORES), lambda: translate("SecretsForm", "Passwords are kept in"))
        )
        self._server = QWidget()
        inside = QVBoxLayout(self._server)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACING)
        server = [info for info in catalogue() if info.section == "secrets" and info.name != _BACKEND]
        for info in sorted(server, key=lambda info: info.key == "timeout"):
            inside.addWidget(field_of(self, info))
        self.column.addWidget(self._server)
        line = QHBoxLayout()
        line.setSpacing(BETWEEN)
        line.addWidget(self._sign)
        line.addWidget(self.answer, 1)
        line.addWidget(self.again)
        self.column.addLayout(line)
        self.column.addWidget(self.trouble)
        self.column.addWidget(self._rows_title)
        for row in self.rows.values():
            self.column.addWidget(row)

    def _edited(self, setting: str) -> None:
        """Ask another store at once; a server only when its address is complete, by the button."""
        if setting == _BACKEND and self.form.value(_BACKEND) not in _ON_SERVERS:
            self.look.start()

    def _show_state(self) -> None:
        backend = str(self.form.value(_BACKEND))
        for setting, field in self.fields.items():
            kind = setting.removeprefix("secrets.").partition("_")[0]
            field.setVisible(setting == _BACKEND or kind == backend or (kind == "timeout" and backend in _ON_SERVERS))
        self._server.setVisible(backend in _ON_SERVERS)
        shown = relevant_secrets(backend)
        for name, row in self.rows.items():
            row.setVisible(name in shown)
        self._show_answer()

    def _show_answer(self) -> None:
        secrets, running = self.form.secrets, self.look.state is AttemptState.RUNNING
        self.again.setEnabled(not running)
        asked = secrets.known and secrets.kind == self.form.value(_BACKEND)
        text, hint = self._trouble() if asked else ("", "")
        self.answer.setText(self._place(there=not text) if asked else translate("SecretsForm", "Not asked yet."))
        self.trouble.set_texts(text, hint)
        self.trouble.setVisible(bool(text))
        self._sign.set_icon(*(("errors", "red") if text else ("key", "muted")))

    def _place(self, *, there: bool) -> str:
        secrets = self.form.secrets
        if secrets.kind == "keyring" and not there:
            return translate("SecretsForm", "Cannot be used here")
        if secrets.kind == "keyring":
            #: {name}: the name of an entry in the keyring
            return translate("SecretsForm", "In the keyring, under {name}").format(name=service_name(self.form.profile))
        if secrets.kind == "environment":
            return translate("SecretsForm", "In the environment of this program")
        return secrets.where

    def _trouble(self) -> tuple[str, str]:
        """Return why no password can be stored here, and the choices there are."""
        secrets = self.form.secrets
        if secrets.failure is not None:
            return in_words(secrets.failure.message), in_words(hint_of(secrets.failure))
        if secrets.writable:
            return "", ""
        if secrets.kind == "environment":
            return translate("SecretsForm", "Environment variables can only be read here"), translate(
                "SecretsForm",
                "Set them where the program is started from. What is typed here is used until the program is closed.",
            )
        return translate("SecretsForm", "This computer has no keyring to store passwords in"), translate(
            "SecretsForm",
            "Choose one: set environment variables; set up a keyring for this account (on Linux GNOME Keyring or "
            "KWallet); or keep passwords in Vault or AWS. What is typed here is used until the program is closed.",
        )

    def retranslate(self) -> None:
        """Set the texts."""
        self.again.setText(translate("SecretsForm", "Look again"))
        self._rows_title.setText(translate("SecretsForm", "Passwords and keys of this profile"))
        self._show_answer()
