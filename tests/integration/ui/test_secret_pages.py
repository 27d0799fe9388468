"""The page of passwords: stored, deleted, no store at all, another store; and no page ever shows one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.domain.kept import KeptDeed
from frontol_desk.ui.dialogs.database_form import DatabaseForm
from frontol_desk.ui.dialogs.import_summary import ImportSummary
from frontol_desk.ui.dialogs.secrets_form import SecretsForm
from frontol_desk.ui.dialogs.settings_pages import KINDS
from tests.integration.databases import PostgresServer
from tests.integration.ui.desk_window import until
from tests.integration.ui.filling import (
    checked,
    database_entries,
    enter,
    opened,
    page_of,
    press_keys,
    save,
    texts_below,
    tick,
)
from tests.keyrings import MemoryKeyring
from tests.unit.ui.dialogs.conftest import Lead, settled
from tests.vault_server import TOKEN, Vault, vault_server

pytestmark = pytest.mark.usefixtures("english")
SERVICE = "frontol-desk:default"


def test_passwords_are_stored_and_deleted_by_apply(home: Path, vault: MemoryKeyring, lead: Lead, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "secrets")
        assert isinstance(form, SecretsForm)
        row = form.rows["ftp.password"]
        assert row.state.text() == "Not stored."
        assert not row.remove.isEnabled()
        press_keys(row.editor, "from-the-page")
        assert vault.entries == {}
        await save(dialog)
        assert vault.entries == {(SERVICE, "ftp.password"): "from-the-page"}
        assert row.state.text() == "Stored."
        assert row.editor.text() == ""
        tick(row.remove)
        assert "Will be deleted" in row.state.text()
        tick(row.remove)
        assert row.state.text() == "Stored."
        tick(row.remove)
        assert vault.entries
        await save(dialog)
        assert vault.entries == {}
        assert row.state.text() == "Not stored."

    lead(play())
    told = [KeptDeed.model_validate_json(path.read_bytes()) for path in sorted((home / "outbox/audit").iterdir())]
    assert [one.entry.details["deed"] for one in told if one.entry.resource == "ftp.password"] == ["set", "delete"]
    texts = texts_below(home)
    assert not [path for path, text in texts.items() if "from-the-page" in text]
    noted = [text for path, text in texts.items() if "audit" in path.parts]
    assert len([text for text in noted if "ftp.password" in text]) == 2


@pytest.mark.usefixtures("no_vault")
def test_without_any_keyring_the_choices_are_told(home: Path, lead: Lead, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "secrets")
        assert isinstance(form, SecretsForm)
        assert form.trouble.isVisible()
        told = form.trouble.detail.text()
        assert all(choice in told for choice in ("environment variables", "KWallet", "Vault", "AWS"))
        press_keys(form.rows["ftp.password"].editor, "only-for-now")
        await save(dialog)
        assert form.rows["ftp.password"].state.text() == "Held until the program is closed."
        dialog.form.set_removed("ftp.password", True)
        await save(dialog)
        assert form.rows["ftp.password"].state.text() == "Not stored."

    lead(play())
    assert not [path for path, text in texts_below(home).items() if "only-for-now" in text]


def test_passwords_may_be_kept_in_vault(home: Path, vault: MemoryKeyring, lead: Lead, qtbot: QtBot) -> None:
    async def ask(form: SecretsForm) -> None:
        form.again.click()
        await until(form.again.isEnabled)

    async def play(place: Vault) -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "secrets")
        assert isinstance(form, SecretsForm)
        enter(form, {"secrets.backend": "vault", "secrets.vault_url": place.url})
        await ask(form)
        assert "vault.token" in form.trouble.detail.text() + form.trouble.text.text()
        press_keys(form.rows["vault.token"].editor, TOKEN)
        await save(dialog)
        assert form.trouble.isHidden(), form.trouble.text.text()
        assert place.url in form.answer.text()
        press_keys(form.rows["ftp.password"].editor, "kept-in-vault")
        await save(dialog)
        assert form.rows["ftp.password"].state.text() == "Stored."
        place.sealed = True
        await ask(form)
        assert "sealed" in form.trouble.text.text()
        assert form.rows["ftp.password"].state.text() == "Not known."

    with vault_server() as place:
        lead(play(place))
        assert place.entries["frontol-desk/default"].data == {"ftp.password": "kept-in-vault"}
    assert vault.entries == {(SERVICE, "vault.token"): TOKEN}
    assert not [path for path, text in texts_below(home).items() if "kept-in-vault" in text or TOKEN in text]


def test_no_page_shows_a_secret(
    home: Path, vault: MemoryKeyring, postgres_18: PostgresServer, lead: Lead, qtbot: QtBot, tmp_path: Path
) -> None:
    planted = ("PlantedOne1", "PlantedTwo2", "PlantedThree3")
    file = tmp_path / "old.env"
    file.write_text(f"DB_HOST=127.0.0.1\nDB_PASSWORD={planted[2]}\nDATABASE_URL=postgresql://u:{planted[2]}@h/d\n")

    async def play() -> list[str]:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "database")
        assert isinstance(form, DatabaseForm)
        entries = database_entries(postgres_18.dsn) | {"database.password": planted[0]}
        enter(form, entries)
        assert await checked(form.check) is not None
        dialog.form.set_password("ftp.password", planted[1])
        await save(dialog)
        said = spoken(dialog)
        dialog.files.import_from(str(file))
        await settled(dialog.form.session)
        summary = dialog.findChild(ImportSummary)
        assert summary is not None
        said += spoken(summary)
        summary.take.click()
        for kind in KINDS:
            dialog.show_page(kind.key)
            said += spoken(dialog)
        return said

    said = lead(play())
    assert len(said) > 500
    assert any("Password of the database" in text for text in said)
    assert not [text for text in said if any(secret in text for secret in planted)]
    assert not [path for path, text in texts_below(home).items() if any(secret in text for secret in planted)]


def spoken(window: QWidget) -> list[str]:
    """Return every text that is shown or told, hidden characters of password fields excepted."""
    texts: list[str] = []
    for part in [window, *window.findChildren(QWidget)]:
        texts += [part.toolTip(), part.accessibleName(), part.accessibleDescription(), part.windowTitle()]
        if isinstance(part, QLineEdit):
            texts += [part.displayText(), part.placeholderText()]
        elif isinstance(part, QLabel | QAbstractButton):
            texts.append(part.text())
        elif isinstance(part, QComboBox):
            texts.append(part.currentText())
    return [text for text in texts if text]
