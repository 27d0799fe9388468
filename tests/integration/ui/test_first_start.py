"""From an empty home to the first loaded day, in the real window: typed, clicked, and nothing read beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from frontol_desk.cli.call import Call
from frontol_desk.cli.commands.window import _read as read_as_the_program_does
from frontol_desk.settings.model import Settings
from frontol_desk.ui.app import open_window
from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.dialogs.first_start import FirstStart
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.dialogs.keyring_notice import KeyringNotice
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.shell import Shell, WindowOptions
from frontol_desk.ui.theme.states import WorkState
from tests.integration.databases import PostgresServer
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, Shop
from tests.integration.ui.desk_window import click, focused, loaded, press, row_of, until
from tests.keyrings import MemoryKeyring

CONTROL = Qt.KeyboardModifier.ControlModifier
SERVICE = "frontol-desk:default"


@pytest.fixture
def database(postgres_18: PostgresServer) -> Iterator[str]:
    """An empty database, as an administrator would hand it over."""
    dsn = asyncio.run(postgres_18.create())
    yield dsn
    asyncio.run(postgres_18.drop(dsn))


def start(work: Callable[[Shell], Awaitable[None]]) -> None:
    """Start the program without any option."""

    def read(profile: str | None, demo: bool) -> Settings:
        return read_as_the_program_does(Call(), profile, demo=demo)

    assert open_window(WindowOptions(language="en"), read, work=work) == 0


async def wizard_of(shell: Shell) -> FirstStart:
    """Return the wizard, which nobody called."""
    await until(lambda: shell.window.findChildren(FirstStart))
    (wizard,) = shell.window.findChildren(FirstStart)
    assert wizard.isVisible()
    wizard.activateWindow()
    await until(QApplication.focusWidget)
    return wizard


def write(text: str) -> None:
    """Replace what is in the field that has the keyboard."""
    field = focused()
    assert isinstance(field, QLineEdit)
    press(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, text)
    assert field.text() == text


def write_all(*texts: str) -> None:
    """Fill one field after the other, from the one that has the keyboard."""
    for number, text in enumerate(texts):
        if number:
            press(focused(), Qt.Key.Key_Tab)
        write(text)


def write_into(wizard: FirstStart, setting: str, text: str) -> None:
    """Click into a field and write."""
    form = wizard.step.form
    assert form is not None
    click(form.fields[setting].widget)
    write(text)


def tab_to(widget: QWidget) -> None:
    """Go to a control by Tab."""
    for _ in range(20):
        if focused() is widget:
            return
        press(focused(), Qt.Key.Key_Tab)
    raise AssertionError(f"{widget} cannot be reached")


async def answered(check: CheckLine) -> AttemptState:
    """Wait for the end of a check."""
    await until(lambda: check.attempt.state is AttemptState.RUNNING or check.attempt.state is AttemptState.FAILED)
    await until(lambda: check.attempt.state is not AttemptState.RUNNING)
    return check.attempt.state


async def at_step(wizard: FirstStart, number: int) -> None:
    """Wait until the wizard is at a step."""
    await until(lambda: wizard.stack.currentIndex() == number)


async def enter_database(wizard: FirstStart, dsn: str) -> None:
    """Write down the database, its password wrongly at first."""
    address = urlsplit(dsn)
    assert wizard.stack.currentIndex() == 1
    server, port, user = str(address.hostname), str(address.port), str(address.username)
    write_all(server, port, address.path[1:], user, "not the password")
    press(focused(), Qt.Key.Key_Return)
    check = wizard.step.check
    assert check is not None
    assert await answered(check) is AttemptState.FAILED
    assert wizard.stack.currentIndex() == 1
    assert check.result.isVisible()
    assert "password" in check.result.text().lower(), check.result.text()
    write_into(wizard, "database.password", unquote(str(address.password)))
    press(focused(), Qt.Key.Key_Return)
    await at_step(wizard, 2)


async def enter_exchange(wizard: FirstStart, place: Shop) -> None:
    """Write down the exchange server, its password wrongly at first."""
    server = place.server
    write_all(server.host, str(server.port), server.user, "wrong too")
    click(wizard.next)
    check = wizard.step.check
    assert check is not None
    assert await answered(check) is AttemptState.FAILED
    assert wizard.stack.currentIndex() == 2
    assert "password" in (check.result.text() + check.hint.text()).lower(), check.result.text()
    write_into(wizard, "ftp.password", server.password)
    click(wizard.next)
    await at_step(wizard, 3)


def step_of_kassas(wizard: FirstStart) -> KassasForm:
    """Return the last step's form."""
    form = wizard.step.form
    assert isinstance(form, KassasForm)
    return form


async def find_kassas(wizard: FirstStart) -> None:
    """Let the program look for the kassas, and finish."""
    form = step_of_kassas(wizard)
    click(form.search.button)
    await until(lambda: form.model.rowCount() == 2)
    assert "2 folders found" in form.search.result.text()
    click(wizard.next)


def import_kassas(wizard: FirstStart, text: str) -> None:
    """Give the kassas as text, and finish."""
    form = step_of_kassas(wizard)
    click(form.text_opener)
    QTest.keyClicks(form.import_text.edit, text)
    click(form.import_text.apply)
    assert form.model.rowCount() == 1
    click(wizard.next)


async def start_the_day(shell: Shell) -> None:
    """Pick 28.12.2025 and press the one button that stands out."""
    await until(lambda: shell.session.is_open and shell.toolbar.load.isEnabled())
    popup = shell.toolbar.dates.open_popup()
    entry = popup.findChild(QLineEdit)
    assert entry is not None
    press(entry, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(entry, "28.12.2025")
    press(entry, Qt.Key.Key_Return)
    click(shell.toolbar.load)
    await until(lambda: shell.loads.running and shell.queue.model.rows)


async def load_the_day(shell: Shell) -> None:
    """Load 28.12.2025."""
    await start_the_day(shell)
    await loaded(shell)


async def rows_in(dsn: str) -> dict[str, int]:
    """Return how many rows each folder has in the database."""
    connection = await asyncpg.connect(dsn)
    try:
        found = await connection.fetch("SELECT source_folder, sum(rows_loaded)::int FROM files GROUP BY 1")
    finally:
        await connection.close()
    return {record[0]: record[1] for record in found}


def assert_holds_no(secrets: list[str], home: Path) -> None:
    """Search every file of the home."""
    for path in (path for path in home.rglob("*") if path.is_file()):
        text = path.read_bytes().decode("utf-8", "replace")
        assert not [secret for secret in secrets if secret in text], path


def test_from_an_empty_home_to_the_first_loaded_day(
    shop: OpenShop, home: Path, vault: MemoryKeyring, database: str
) -> None:
    place: Shop = shop({"P13/P13": QUICK, "N22/N22_Inter": QUICK}, fresh=True)
    secrets = [unquote(str(urlsplit(database).password)), place.server.password]

    async def connect(shell: Shell) -> None:
        wizard = await wizard_of(shell)
        assert not shell.toolbar.load.isEnabled()
        tab_to(wizard.welcome.shop)
        press(focused(), Qt.Key.Key_Space)
        await enter_database(wizard, database)
        assert not (home / "profiles").exists(), "nothing is written before the end"
        await enter_exchange(wizard, place)
        await find_kassas(wizard)
        await load_the_day(shell)
        assert (row_of(shell, "P13/P13").state, row_of(shell, "P13/P13").rows) == (WorkState.LOADED, 1346)
        assert (await rows_in(database))["P13/P13"] == 1346
        assert "default" in shell.window.windowTitle()

    async def come_back(shell: Shell) -> None:
        await until(lambda: shell.session.is_open)
        assert not shell.window.findChildren(FirstStart)
        await until(lambda: shell.history.model.rowCount() == 1)

    start(connect)
    assert vault.entries == {
        (SERVICE, "database.password"): secrets[0],
        (SERVICE, "ftp.password"): secrets[1],
    }
    assert (home / "profiles" / "default.toml").is_file()
    assert_holds_no([*secrets, "not the password", "wrong too"], home)
    start(come_back)


def test_without_a_keyring_passwords_hold_until_the_end(
    shop: OpenShop, home: Path, no_vault: None, database: str
) -> None:
    place: Shop = shop({"P13/P13": QUICK}, fresh=True)
    secrets = [unquote(str(urlsplit(database).password)), place.server.password]

    async def connect(shell: Shell) -> None:
        wizard = await wizard_of(shell)
        click(wizard.welcome.shop)
        await until(lambda: [notice for notice in wizard.findChildren(KeyringNotice) if notice.isVisible()])
        await enter_database(wizard, database)
        await enter_exchange(wizard, place)
        import_kassas(wizard, "P13:P13")
        await load_the_day(shell)
        assert row_of(shell, "P13/P13").rows == 1346

    start(connect)
    assert_holds_no(secrets, home)


def test_the_simulated_kassas_are_one_click_away(home: Path, no_vault: None) -> None:
    async def script(shell: Shell) -> None:
        wizard = await wizard_of(shell)
        click(wizard.welcome.demo)
        await until(lambda: shell.session.is_open, 60)
        assert shell.session.demo
        await until(lambda: not shell.window.findChildren(FirstStart))
        assert "demo" in shell.window.banners.shown()
        assert "Simulated kassas" in shell.window.windowTitle()
        await start_the_day(shell)
        await until(lambda: row_of(shell, "P13/P13").state is WorkState.LOADED)
        assert row_of(shell, "P13/P13").rows == 1346

    start(script)
    assert not (home / "profiles").exists()
