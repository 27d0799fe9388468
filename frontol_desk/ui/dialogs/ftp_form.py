"""The exchange server: where requests are put and answers are fetched."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.dialogs.database_form import password_remark
from frontol_desk.ui.dialogs.editors import (
    ChoiceEditor,
    NumberEditor,
    PasswordEditor,
    PortEditor,
    SwitchEditor,
    TextEditor,
)
from frontol_desk.ui.dialogs.fields import side_by_side
from frontol_desk.ui.dialogs.folder_editor import CertificateEditor, FolderEditor
from frontol_desk.ui.dialogs.form import NARROW, SPACING, Form
from frontol_desk.ui.dialogs.keyring_notice import KeyringNotice
from frontol_desk.ui.presenters.connection import ftp_check
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.translation import translate

_ENCRYPTION: dict[str, Callable[[], str]] = {
    "off": lambda: translate("FtpForm", "None: only inside your own network"),
    "explicit": lambda: translate("FtpForm", "Explicit TLS (FTPES, usually port 21)"),
    "implicit": lambda: translate("FtpForm", "Implicit TLS (FTPS, usually port 990)"),
}
_WAYS: dict[str, Callable[[], str]] = {
    "ftp": lambda: translate("FtpForm", "FTP server"),
    "folder": lambda: translate("FtpForm", "Folder, here or on the network"),
}
_ROOT = "exchange.root"


class FtpForm(Form):
    """Fields of the exchange, which is an FTP server or a folder, with the check of the connection."""

    sections = ("ftp", "exchange")

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        way = self.field("exchange.transport", ChoiceEditor(_WAYS), lambda: translate("FtpForm", "Exchange through"))
        way.widget.setMaximumWidth(NARROW)
        self.column.addWidget(way)
        self.column.addWidget(self._folder())
        self._server = self._ftp_server()
        self.column.addWidget(self._server)
        self._fold_advanced()
        self.check = CheckLine(ftp_check(form.session, form, self), form, self.sections)
        self.column.addWidget(self.check)
        form.changed.connect(self._show_way)
        self._show_way()
        self.retranslate()

    def _folder(self) -> QWidget:
        return self.field(
            _ROOT,
            FolderEditor(r"\\server\exchange"),
            lambda: translate("FtpForm", "Exchange folder"),
            lambda: translate("FtpForm", "The folders of requests and of answers lie in it."),
        )

    def _ftp_server(self) -> QWidget:
        host = self.field("ftp.host", TextEditor("ftp.example.org"), lambda: translate("FtpForm", "Server"))
        port = self.field("ftp.port", PortEditor(21), lambda: translate("FtpForm", "Port"))
        user = self.field("ftp.user", TextEditor(), lambda: translate("FtpForm", "User"))
        password = self.field(
            "ftp.password", PasswordEditor(), lambda: translate("FtpForm", "Password"), self._password_remark
        )
        tls = self.field("ftp.tls", ChoiceEditor(_ENCRYPTION), lambda: translate("FtpForm", "Encryption"))
        server = QWidget()
        column = QVBoxLayout(server)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addLayout(side_by_side(host, port, stretch=(4, 1)))
        column.addLayout(side_by_side(user, password))
        column.addWidget(KeyringNotice(self.form, "ftp.password"))
        column.addWidget(tls)
        return server

    @property
    def first_control(self) -> QWidget:
        """Where one begins to type: few choose another way of exchange."""
        by_folder = self.form.value("exchange.transport") == "folder"
        return self.fields[_ROOT if by_folder else "ftp.host"].widget

    def _show_way(self) -> None:
        """Show the fields of the chosen way of exchange, and no others."""
        by_folder = self.form.value("exchange.transport") == "folder"
        self._server.setHidden(by_folder)
        self.fields[_ROOT].setVisible(by_folder)
        for setting in ("ftp.encoding", "ftp.tls_ca", "ftp.tls_verify"):
            self.fields[setting].setHidden(by_folder)

    def _fold_advanced(self) -> None:
        fold = self.fold(lambda: translate("FtpForm", "Folders and advanced"))
        request = self.field(
            "ftp.request_dir",
            TextEditor("/request"),
            lambda: translate("FtpForm", "Folder of requests"),
            lambda: translate("FtpForm", "A kassa looks in KASSA/FOLDER below it."),
        )
        response = self.field(
            "ftp.response_dir",
            TextEditor("/response"),
            lambda: translate("FtpForm", "Folder of answers"),
            lambda: translate("FtpForm", "Answers lie in KASSA/FOLDER below it."),
        )
        encoding = self.field(
            "ftp.encoding",
            TextEditor("utf-8"),
            lambda: translate("FtpForm", "Encoding of file names"),
            lambda: translate("FtpForm", "utf-8; cp1251 for old servers."),
        )
        pool = self.field("ftp.pool_size", NumberEditor(1, 64), lambda: translate("FtpForm", "Connections at once"))
        fold.inside.addLayout(side_by_side(request, response))
        fold.inside.addLayout(side_by_side(encoding, pool))
        authority = self.field(
            "ftp.tls_ca",
            CertificateEditor(),
            lambda: translate("FtpForm", "Certificate authority"),
            lambda: translate("FtpForm", "A PEM file, if the server's certificate is of your own authority."),
        )
        verified = self.field(
            "ftp.tls_verify",
            SwitchEditor(lambda: translate("FtpForm", "Connect only to a server that proves to be the right one")),
            lambda: translate("FtpForm", "Certificate"),
            named=False,
        )
        fold.inside.addWidget(authority)
        fold.inside.addWidget(verified)

    def _password_remark(self) -> str:
        return password_remark(self.form, "ftp.password")
