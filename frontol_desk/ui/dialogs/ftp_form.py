"""The exchange server: where requests are put and answers are fetched."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.dialogs.database_form import password_remark
from frontol_desk.ui.dialogs.editors import NumberEditor, PasswordEditor, PortEditor, TextEditor
from frontol_desk.ui.dialogs.fields import side_by_side
from frontol_desk.ui.dialogs.form import Form
from frontol_desk.ui.dialogs.keyring_notice import KeyringNotice
from frontol_desk.ui.presenters.connection import ftp_check
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.parts import label


class FtpForm(Form):
    """Fields of the exchange server with the check of the connection."""

    sections = ("ftp",)

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        host = self.field("ftp.host", TextEditor("ftp.example.org"), lambda: translate("FtpForm", "Server"))
        port = self.field("ftp.port", PortEditor(21), lambda: translate("FtpForm", "Port"))
        user = self.field("ftp.user", TextEditor(), lambda: translate("FtpForm", "User"))
        password = self.field(
            "ftp.password", PasswordEditor(), lambda: translate("FtpForm", "Password"), self._password_remark
        )
        self._tls = label(role="muted", wrap=True)
        self.column.addLayout(side_by_side(host, port, stretch=(4, 1)))
        self.column.addLayout(side_by_side(user, password))
        self.column.addWidget(KeyringNotice(form, "ftp.password"))
        self._fold_advanced()
        self.column.addWidget(self._tls)
        self.check = CheckLine(ftp_check(form.session, form, self), form, ("ftp",))
        self.column.addWidget(self.check)
        self.retranslate()

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

    def _password_remark(self) -> str:
        return password_remark(self.form, "ftp.password")

    def retranslate(self) -> None:
        """Say how the exchange is protected: not at all yet."""
        self._tls.setText(
            translate(
                "FtpForm", "The connection is not encrypted: this version speaks plain FTP. Use it inside your network."
            )
        )
