"""Fills in the forms of settings and wizard as a person does: click into a field, type, choose, press."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.model import Settings
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.dialogs.editors import ChoiceEditor, SwitchEditor
from frontol_desk.ui.dialogs.form import Form
from frontol_desk.ui.dialogs.search_line import SearchLine
from frontol_desk.ui.dialogs.settings import SettingsDialog
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.session import Session
from tests.integration.ftp_servers import FtpServer
from tests.integration.ui.desk_window import press, until
from tests.unit.ui.dialogs.conftest import settled

Entries = Mapping[str, str]
"""What is entered, by setting."""


def enter(form: Form, entries: Entries) -> None:
    """Enter something in each of these fields that do not say it already."""
    for setting, text in entries.items():
        if str(form.fields[setting].editor.value() or "") == text:
            continue
        for fold in form.folds:
            if fold.content.isAncestorOf(form.fields[setting]):
                fold.unfold()
        _enter(form.fields[setting].widget, text)


def _enter(editor: QWidget, text: str) -> None:
    if isinstance(editor, ChoiceEditor):
        editor.setCurrentIndex(editor.findData(text))
        editor.activated.emit(editor.currentIndex())
    elif isinstance(editor, SwitchEditor):
        if editor.isChecked() != (text == "on"):
            tick(editor)
    else:
        assert isinstance(editor, QLineEdit), editor
        assert editor.isEnabled(), editor
        press(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        press(editor, Qt.Key.Key_Delete)
        QTest.keyClicks(editor, text)


def tick(widget: QAbstractButton) -> None:
    """Press a button that may have to be scrolled to."""
    assert widget.isVisible(), widget
    assert widget.isEnabled(), widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(8, widget.height() // 2))


async def checked(check: CheckLine | SearchLine) -> DeskError | None:
    """Press the button of a check and wait for its end; return why it failed."""
    check.button.click()
    assert not check.stop.isHidden(), "it is under way"
    await until(check.stop.isHidden)
    shown = f"{check.result.text()} {check.hint.text()}"
    assert "—" not in shown, "every placeholder is filled"
    error = check.attempt.error
    assert (error is None) is (check.attempt.state is AttemptState.DONE)
    assert error is None or (check.result.text() == error.message and check.hint.text())
    return error


def press_keys(line: QLineEdit, text: str) -> None:
    """Write into a line that is empty."""
    assert line.isEnabled(), line
    assert line.text() == "", line
    QTest.keyClicks(line, text)


async def opened(home: Path, qtbot: QtBot) -> SettingsDialog:
    """Open the settings of the usual profile of a home."""
    session = Session(Settings(home=home), demo=False, crashes=CrashHandler())
    dialog = SettingsDialog(session, home)
    session.setParent(dialog)
    qtbot.addWidget(dialog)
    dialog.show()
    await settled(session)
    return dialog


def page_of(dialog: SettingsDialog, key: str) -> Form:
    """Turn to a page and return the form on it."""
    dialog.show_page(key)
    shown = dialog.stack.currentWidget()
    return next(page.form for page in dialog.pages if page is shown)


async def save(dialog: SettingsDialog) -> None:
    """Press Apply and wait until it is written."""
    assert dialog.apply.isEnabled()
    dialog.apply.click()
    await settled(dialog.form.session)
    assert dialog.trouble.isHidden(), dialog.trouble.text.text()
    assert not dialog.apply.isEnabled()


def database_entries(dsn: str) -> dict[str, str]:
    """Return what one enters to reach a database."""
    address = urlsplit(dsn)
    return {
        "database.host": str(address.hostname),
        "database.port": str(address.port),
        "database.name": address.path[1:],
        "database.user": str(address.username),
        "database.password": unquote(str(address.password)),
    }


def ftp_entries(server: FtpServer) -> dict[str, str]:
    """Return what one enters to reach an exchange server."""
    return {
        "ftp.host": server.host,
        "ftp.port": str(server.port),
        "ftp.user": server.user,
        "ftp.password": server.password,
        "ftp.tls": server.tls.mode,
        "ftp.tls_ca": str(server.tls.ca or ""),
        "ftp.request_dir": server.request_dir,
        "ftp.response_dir": server.response_dir,
    }


def texts_below(folder: Path) -> dict[Path, str]:
    """Return everything that is written below a folder."""
    return {path: path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()}
