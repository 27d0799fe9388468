"""The settings: mistakes at their fields, saved by Apply and OK, not by Cancel, carried in files without secrets."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.console.profiles import read_values, write_values
from frontol_desk.settings.catalogue import catalogue
from frontol_desk.ui.dialogs.editors import AmountEditor, ChoiceEditor
from frontol_desk.ui.dialogs.fields import Field
from frontol_desk.ui.dialogs.folder_editor import FolderEditor
from frontol_desk.ui.dialogs.ftp_form import FtpForm
from frontol_desk.ui.dialogs.import_summary import ImportSummary
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.dialogs.kassas_model import HOUR
from frontol_desk.ui.dialogs.settings import SettingsDialog
from frontol_desk.ui.dialogs.settings_pages import KINDS, SettingsPage
from frontol_desk.ui.session import Session
from tests.unit.ui.dialogs.conftest import Lead, settled

STORED = {"kassas": "P13:P13", "database": {"host": "db", "name": "sales"}, "ftp": {"host": "ftp", "user": "exchange"}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_values(tmp_path, "default", STORED)
    return tmp_path


async def opened(session: Session, home: Path, qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(session, home)
    qtbot.addWidget(dialog)
    dialog.show()
    await settled(session)
    return dialog


def field(dialog: SettingsDialog, setting: str) -> Field:
    return next(page.form.fields[setting] for page in dialog.pages if setting in page.form.fields)


def enter(dialog: SettingsDialog, setting: str, text: str, qtbot: QtBot) -> None:
    editor = field(dialog, setting).widget
    assert isinstance(editor, QLineEdit)
    editor.clear()
    qtbot.keyClicks(editor, text)


def press(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def can_apply(dialog: SettingsDialog) -> bool:
    return dialog.apply.isEnabled()


def test_fields_show_what_is_stored(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        assert field(dialog, "database.host").editor.value() == "db"
        assert field(dialog, "exchange.response_timeout").editor.value() == 600
        assert not can_apply(dialog)

    lead(play())


def test_apply_saves_and_stays_ok_closes(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        saved: list[str] = []
        dialog.saved.connect(saved.append)
        enter(dialog, "database.host", "new", qtbot)
        assert can_apply(dialog)
        press(dialog.apply, qtbot)
        await settled(session)
        assert saved == ["default"]
        assert dialog.isVisible()
        assert not can_apply(dialog)
        press(dialog.ok, qtbot)
        await settled(session)
        assert saved == ["default"]
        assert not dialog.isVisible()

    lead(play())
    assert read_values(home, "default")["database"]["host"] == "new"


def test_cancel_changes_nothing(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        enter(dialog, "database.host", "new", qtbot)
        press(dialog.cancel, qtbot)
        await settled(session)

    lead(play())
    assert read_values(home, "default") == STORED


def test_a_mistake_is_marked_in_the_list_and_keeps_from_saving(
    session: Session, lead: Lead, home: Path, qtbot: QtBot
) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        enter(dialog, "ftp.port", "70000", qtbot)
        assert field(dialog, "ftp.port").is_at_fault
        assert dialog.list.item(1).toolTip()
        assert not dialog.list.item(0).toolTip()
        press(dialog.ok, qtbot)
        await settled(session)
        assert dialog.isVisible()
        assert dialog.stack.currentIndex() == 1
        enter(dialog, "ftp.port", "2121", qtbot)
        assert not dialog.list.item(1).toolTip()

    lead(play())
    assert read_values(home, "default") == STORED


def test_letters_in_a_port_are_told(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        enter(dialog, "ftp.port", "abc", qtbot)
        assert field(dialog, "ftp.port").problem.text() == "Enter a number, figures only."

    lead(play())


def test_language_and_colours_are_wishes(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        wishes: list[str] = []
        dialog.language_wished.connect(wishes.append)
        dialog.scheme_wished.connect(wishes.append)
        dialog.saved.connect(wishes.append)
        dialog.appearance.scheme.set_value("dark")
        dialog.appearance.scheme.entered.emit()
        dialog.form.set_value("language", "ru")
        press(dialog.apply, qtbot)
        await settled(session)
        assert sorted(wishes) == ["dark", "ru"]

    lead(play())
    assert read_values(home, "default")["language"] == "ru"


def test_a_variable_of_the_environment_locks_its_field(
    session: Session, lead: Lead, home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__HOST", "outside")

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        locked = field(dialog, "ftp.host")
        assert not locked.widget.isEnabled()
        assert locked.editor.value() == "outside"
        assert "FRONTOL_DESK_FTP__HOST" in locked.remark.text()

    lead(play())


def test_while_a_load_runs_it_says_when_changes_count(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        assert dialog.note.isHidden()
        dialog.set_load_running(True)
        assert not dialog.note.isHidden()
        assert "next load" in dialog.note.detail.text()

    lead(play())


def test_export_and_import_without_secrets(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    file = home / "carried.toml"

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        dialog.form.set_password("ftp.password", "very-secret")
        assert not dialog.export_button.isEnabled()
        assert "Save" in dialog.export_button.toolTip()
        press(dialog.apply, qtbot)
        await settled(session)
        dialog.files.export_to(file)
        await settled(session)
        assert "Password of the exchange server" in dialog.done_note.detail.text()
        enter(dialog, "ftp.host", "other", qtbot)
        dialog.files.import_from(str(file))
        await settled(session)
        summary = dialog.findChild(ImportSummary)
        assert summary is not None
        assert "Password of the exchange server" in summary.text
        press(summary.take, qtbot)
        assert field(dialog, "ftp.host").editor.value() == "ftp"

    lead(play())
    assert "very-secret" not in file.read_text()
    values = tomllib.loads(file.read_text())
    assert {name: values[name] for name in STORED} == STORED


def test_a_file_that_is_no_settings_file_is_told(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    file = home / "broken.toml"
    file.write_text("[ftp\n")

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        dialog.files.import_from(str(file))
        await settled(session)
        assert str(file) in dialog.trouble.text.text()
        assert dialog.findChild(ImportSummary) is None

    lead(play())


def test_a_default_does_not_come_between_a_line_and_its_new_content(
    session: Session, lead: Lead, home: Path, qtbot: QtBot
) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        enter(dialog, "ftp.port", "2121", qtbot)
        assert field(dialog, "ftp.port").editor.value() == 2121
        port = field(dialog, "ftp.port").widget
        assert isinstance(port, QLineEdit)
        qtbot.keyClick(port, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(port, Qt.Key.Key_Delete)
        assert port.text() == ""
        qtbot.keyClick(port, Qt.Key.Key_Return)
        assert port.text() == "21"

    lead(play())


def test_a_typing_error_in_the_file_is_told_above_the_pages(
    session: Session, lead: Lead, home: Path, qtbot: QtBot
) -> None:
    write_values(home, "default", {"ftp": {"hots": "x"}})

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        assert not dialog.trouble.isHidden()
        assert "ftp.hots" in dialog.trouble.text.text()

    lead(play())


def test_every_control_has_a_name(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        for page in dialog.pages:
            for setting, one in page.form.fields.items():
                assert one.widget.accessibleName(), setting
        for kind in KINDS:
            dialog.show_page(kind.key)
            assert dialog.stack.currentWidget() is dialog.pages[KINDS.index(kind)]

    lead(play())


def saved(home: Path) -> dict[str, object]:
    return dict(read_values(home, "default"))


def test_amounts_may_be_fractions_or_nothing(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        days, first = field(dialog, "archive.keep_days").editor, field(dialog, "retry.first_seconds").editor
        assert isinstance(days, AmountEditor)
        assert isinstance(first, AmountEditor)
        assert (days.value(), days.text(), first.value()) == (None, "no limit", 0.5)
        days.setValue(90)
        first.setValue(1.5)
        press(dialog.apply, qtbot)
        await settled(session)
        assert saved(home)["archive"] == {"keep_days": 90}
        assert saved(home)["retry"] == {"first_seconds": 1.5}
        days.setValue(0)
        press(dialog.apply, qtbot)
        await settled(session)
        assert saved(home)["archive"] == {}

    lead(play())


@pytest.mark.parametrize(("typed", "stored"), [("9", "09:00"), ("9.30", "09:30"), ("23:59", "23:59")])
def test_an_hour_may_be_typed_as_people_do(
    session: Session, lead: Lead, home: Path, qtbot: QtBot, typed: str, stored: str
) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        enter(dialog, "exchange.expected_by", typed, qtbot)
        press(dialog.apply, qtbot)
        await settled(session)
        assert saved(home)["exchange"] == {"expected_by": stored}

    lead(play())


def test_an_hour_that_is_none_is_told_at_its_field(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        enter(dialog, "exchange.expected_by", "25:00", qtbot)
        press(dialog.apply, qtbot)
        assert field(dialog, "exchange.expected_by").problem.text() == "Write hours and minutes, for example 09:00."
        assert "exchange" not in saved(home)

    lead(play())


def test_a_kassa_may_have_an_hour_of_its_own(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    write_values(home, "default", {"kassa": {"P13": {"timezone": "Asia/Omsk"}}})

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        form = next(page.form for page in dialog.pages if isinstance(page.form, KassasForm))
        model = form.model
        model.setData(model.add_blank(), "N22")
        model.setData(model.index(1, HOUR), "10.30")
        model.setData(model.index(0, HOUR), "8")
        press(dialog.apply, qtbot)
        await settled(session)
        assert saved(home)["kassa"] == {
            "P13": {"timezone": "Asia/Omsk", "expected_by": "08:00"},
            "N22": {"expected_by": "10:30"},
        }
        model.setData(model.index(0, HOUR), "")
        model.remove([1])
        press(dialog.apply, qtbot)
        await settled(session)
        assert saved(home)["kassa"] == {"P13": {"timezone": "Asia/Omsk"}}
        assert not dialog.trouble.isVisible()
        model.setData(model.index(0, HOUR), "noon")
        assert form.problem.text() == "Write hours and minutes, for example 09:00."
        assert not can_apply(dialog) or not dialog.trouble.isVisible()

    lead(play())


def test_the_exchange_may_be_a_folder(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        dialog.show_page("ftp")
        form = next(page.form for page in dialog.pages if isinstance(page.form, FtpForm))
        assert form.fields["ftp.host"].isVisible()
        assert not form.fields["exchange.root"].isVisible()
        way = form.fields["exchange.transport"].editor
        assert isinstance(way, ChoiceEditor)
        way.setCurrentIndex(way.findData("folder"))
        way.activated.emit(way.currentIndex())
        assert not form.fields["ftp.host"].isVisible()
        assert not form.fields["ftp.tls_verify"].isVisible()
        enter(dialog, "exchange.root", "exchange", qtbot)
        assert "whole path" in form.fields["exchange.root"].problem.text()
        root = form.fields["exchange.root"].editor
        assert isinstance(root, FolderEditor)
        root.take(str(home))
        press(dialog.apply, qtbot)
        await settled(session)
        assert saved(home)["exchange"] == {"transport": "folder", "root": str(home)}

    lead(play())


def test_everything_that_can_be_set_has_its_field(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        shown = {setting for page in dialog.pages for setting in page.form.fields}
        elsewhere = {"kassas", "kassa", "schema_version"}
        assert {info.name for info in catalogue() if info.in_file} - elsewhere <= shown
        assert not shown & elsewhere

    lead(play())


def test_a_setting_is_found_by_its_name(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        qtbot.keyClicks(dialog.search, "statements")
        completer = dialog.search.completer()
        assert completer.completionCount() == 1
        dialog.search.pick(completer.currentCompletion())
        shown = dialog.stack.currentWidget()
        assert isinstance(shown, SettingsPage)
        assert shown.kind.key == "advanced"
        assert field(dialog, "database.statement_cache_size").widget.isVisible()

    lead(play())


def test_only_fields_that_are_there_are_found(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        qtbot.keyClicks(dialog.search, "Vault: ")
        completer = dialog.search.completer()
        assert completer.completionCount() == 0
        dialog.search.clear()
        dialog.form.set_value("secrets.backend", "vault")
        qtbot.keyClicks(dialog.search, "Vault: ")
        assert completer.completionCount() > 1
        popup = completer.popup()
        assert popup is not None
        widest = max(popup.sizeHintForColumn(0), dialog.search.width())
        assert popup.minimumWidth() >= widest, "no name is cut"
        await settled(session)
        assert dialog.search.text(), "it is still looked for"

    lead(play())


def test_what_a_profile_is_based_on_shows_through(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    write_values(home, "chain", {"ftp": {"host": "of-the-chain", "pool_size": 9}, "pipeline": {"workers": 2}})

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        dialog.form.set_value("extends", "chain")
        await settled(session)
        workers, host = field(dialog, "pipeline.workers"), field(dialog, "ftp.host")
        assert (workers.editor.value(), host.editor.value()) == (2, "ftp")
        assert field(dialog, "ftp.pool_size").remark.text() == "From the profile chain."
        dialog.form.set_value("pipeline.workers", 5)
        press(dialog.apply, qtbot)
        await settled(session)
        dialog.form.set_value("pipeline.workers", "")
        assert workers.editor.value() == 2

    lead(play())
    stored = read_values(home, "default")
    assert (stored["extends"], stored["pipeline"]) == ("chain", {"workers": 5})
    assert "pool_size" not in stored["ftp"]


def test_a_changed_but_unknown_choice_is_shown_as_it_is(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    write_values(home, "default", {"database": {"sslmode": "allow"}})

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        mode = field(dialog, "database.sslmode").widget
        assert isinstance(mode, ChoiceEditor)
        assert mode.currentText() == "allow"

    lead(play())


def test_a_kassa_may_differ_from_the_others(session: Session, lead: Lead, home: Path, qtbot: QtBot) -> None:
    write_values(home, "default", {"kassa": {"p13": {"expected_by": "08:00"}}})

    async def play() -> None:
        dialog = await opened(session, home, qtbot)
        dialog.show_page("kassas")
        form = next(page.form for page in dialog.pages if isinstance(page.form, KassasForm))
        assert not form.own.isVisible()
        form.table.selectRow(0)
        assert form.own.isVisible()
        zone, encoding = form.own.editors["timezone"], form.own.editors["encoding"]
        assert isinstance(zone, QLineEdit)
        assert isinstance(encoding, ChoiceEditor)
        qtbot.keyClicks(zone, "Asia/Nowhere")
        assert "time zone" in form.own.problem.text()
        assert "time zone" in form.problem.text()
        zone.clear()
        qtbot.keyClicks(zone, "Asia/Omsk")
        assert form.own.problem.isHidden()
        encoding.setCurrentIndex(encoding.findData("windows-1251"))
        encoding.activated.emit(encoding.currentIndex())
        press(dialog.apply, qtbot)
        await settled(session)
        own = {"expected_by": "08:00", "timezone": "Asia/Omsk", "encoding": "windows-1251"}
        assert saved(home)["kassa"] == {"p13": own}
        form.table.clearSelection()
        assert not form.own.isVisible()

    lead(play())
