"""The database: where it is, who asks, and whether it answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.dialogs.editors import ChoiceEditor, PasswordEditor, PortEditor, SwitchEditor, TextEditor
from frontol_desk.ui.dialogs.fields import side_by_side
from frontol_desk.ui.dialogs.folder_editor import CertificateEditor
from frontol_desk.ui.dialogs.form import Form
from frontol_desk.ui.dialogs.keyring_notice import KeyringNotice
from frontol_desk.ui.presenters.connection import database_check
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.setting_values import parts_of_connection_string
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import button, label, set_property

_MODE, _AUTHORITY = "database.sslmode", "database.sslrootcert"
_ENCRYPTION: dict[str, Callable[[], str]] = {
    "": lambda: translate("DatabaseForm", "Where the server can; its certificate is not checked"),
    "disable": lambda: translate("DatabaseForm", "None: only inside your own network"),
    "require": lambda: translate("DatabaseForm", "Always; its certificate is not checked"),
    "verify-ca": lambda: translate("DatabaseForm", "Always; its certificate is of an authority you trust"),
    "verify-full": lambda: translate("DatabaseForm", "Always; and it is the certificate of this very server (safest)"),
}
"""How the connection is encrypted, by sslmode; nothing: as PostgreSQL's own programs do it."""


class DatabaseForm(Form):
    """Fields of the database with the check of the connection."""

    sections = ("database",)

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        host = self.field("database.host", TextEditor("db.example.org"), lambda: translate("DatabaseForm", "Server"))
        port = self.field("database.port", PortEditor(5432), lambda: translate("DatabaseForm", "Port"))
        name = self.field("database.name", TextEditor("sales"), lambda: translate("DatabaseForm", "Database"))
        user = self.field("database.user", TextEditor(), lambda: translate("DatabaseForm", "User"))
        password = self.field(
            "database.password", PasswordEditor(), lambda: translate("DatabaseForm", "Password"), self._password_remark
        )
        self.paste = ConnectionString(form)
        self.column.addLayout(side_by_side(host, port, stretch=(4, 1)))
        self.column.addWidget(name)
        self.column.addLayout(side_by_side(user, password))
        self.keyring_notice = KeyringNotice(form, "database.password")
        self.column.addWidget(self.keyring_notice)
        self.column.addWidget(self.paste)
        self._encryption()
        self._fold_advanced()
        self.check = CheckLine(database_check(form.session, form, self), form, ("database",))
        self.column.addWidget(self.check)
        form.changed.connect(self._show_authority)
        self.retranslate()
        self._show_authority()

    def _encryption(self) -> None:
        self.column.addWidget(
            self.field(_MODE, ChoiceEditor(_ENCRYPTION), lambda: translate("DatabaseForm", "Encryption"))
        )
        self.column.addWidget(
            self.field(
                _AUTHORITY,
                CertificateEditor(),
                lambda: translate("DatabaseForm", "Certificate authority"),
                lambda: translate("DatabaseForm", "A PEM file, if the server's certificate is of your own authority."),
            )
        )

    def _show_authority(self) -> None:
        """Ask for an authority where certificates are checked; one that is given is never hidden."""
        checked = str(self.form.value(_MODE)).startswith("verify")
        self.fields[_AUTHORITY].setVisible(checked or bool(self.form.value(_AUTHORITY)))

    def _fold_advanced(self) -> None:
        fold = self.fold(lambda: translate("DatabaseForm", "Advanced"))
        schema = self.field(
            "database.schema",
            TextEditor("public"),
            lambda: translate("DatabaseForm", "Schema"),
            lambda: translate("DatabaseForm", "The part of the database that holds the program's tables."),
        )
        migrate = self.field(
            "database.auto_migrate",
            SwitchEditor(lambda: translate("DatabaseForm", "Bring the tables up to date before a load")),
            lambda: translate("DatabaseForm", "Tables"),
            named=False,
        )
        fold.inside.addWidget(schema)
        fold.inside.addWidget(migrate)

    def _password_remark(self) -> str:
        return password_remark(self.form, "database.password")


def password_remark(form: ProfileForm, entry: str) -> str:
    """Return where the password is that the field does not show."""
    if form.held_for_session(entry):
        return translate("PasswordField", "Held until the program is closed.")
    if form.is_stored(entry) and not form.password(entry):
        return translate("PasswordField", "Stored in the system. Leave this empty to keep it.")
    return ""


class ConnectionString(Retranslated, QWidget):
    """One line that fills all fields at once; the password in it goes to the password field only."""

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.opener = button(kind="quiet", icon="copy", tone="blue")
        self.opener.setCheckable(True)
        self.line = QLineEdit()
        self.line.setPlaceholderText("postgresql://user:password@server:5432/name")
        self.line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.apply = button()
        self.problem = label(tone="red", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.opener.toggled.connect(self._open)
        self.line.returnPressed.connect(self._take)
        self.apply.clicked.connect(self._take)
        self._open(False)
        self.retranslate()

    def _open(self, shown: bool) -> None:
        for part in (self.line, self.apply):
            part.setVisible(shown)
        self.problem.hide()
        if shown:
            self.line.setFocus()

    def _take(self) -> None:
        values, password = parts_of_connection_string(self.line.text())
        self.problem.setVisible(not values)
        set_property(self.line, "invalid", not values)
        if values:
            self._fill(values, password)

    def _fill(self, values: dict[str, object], password: str) -> None:
        self._form.set_values(values)
        if password:
            self._form.set_password("database.password", password)
        self.line.clear()
        self.opener.setChecked(False)

    def retranslate(self) -> None:
        """Set the texts."""
        self.opener.setText(translate("ConnectionString", "Paste a connection string"))
        self.line.setAccessibleName(translate("ConnectionString", "Connection string"))
        self.apply.setText(translate("ConnectionString", "Fill in"))
        self.problem.setText(
            translate(
                "ConnectionString",
                "This is not a connection string. It reads postgresql://user:password@server:5432/name.",
            )
        )
