"""The page of the audit log, driven by hand over a log of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from frontol_desk.domain.audit import Actor, AuditAction, AuditEntry, AuditQuery
from frontol_desk.domain.audit_words import told_details
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import set_language
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.models.audit import AuditColumn
from frontol_desk.ui.models.audit_filter import AuditFilter
from frontol_desk.ui.models.history_filter import Period
from frontol_desk.ui.presenters.audit import SHOWN, AuditPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.audit_page import AuditPage
from tests.unit.ui.past import FakeDesk, FakeSession

NOON = datetime(2025, 12, 29, 9, 2, 11, tzinfo=UTC)
ANNA, BORIS = Actor("anna", "shop-3"), Actor("boris", "office")


def entry(number: int = 1, **changes: object) -> AuditEntry:
    """Return a load of P13 by Anna; greater numbers are older."""
    made = AuditEntry(
        action=AuditAction.LOAD,
        resource="P13/P13 response.txt",
        actor=ANNA,
        run_id=f"RUN{number}",
        details={"read": 1346, "dates": "2025-12-28", "status": "loaded", "removed": 0},
        at=NOON - timedelta(hours=number),
        id=1000 - number,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


DROPPED = entry(
    2, action=AuditAction.DROP, actor=BORIS, resource="F12", run_id=None, details={"reason": "closed", "count": 1}
)
FAILED = entry(3, outcome="failed", details={"status": "no_response", "code": "NO_RESPONSE", "reason": None})


class FakeLog:
    """The facet `audit` of a desk."""

    def __init__(self, *entries: AuditEntry) -> None:
        self.stored = [*entries]
        self.asked: list[AuditQuery] = []
        self.away: DeskError | None = None

    async def entries(self, query: AuditQuery) -> tuple[AuditEntry, ...]:
        self.asked.append(query)
        if self.away is not None:
            raise self.away
        fits = [one for one in self.stored if query.user in (None, str(one.actor))]
        return tuple([one for one in fits if not query.actions or one.action in query.actions][: query.limit])


class Office:
    """An audit page over a log of one's own."""

    def __init__(self, qtbot: QtBot, file: Path, *entries: AuditEntry) -> None:
        self.log, desk = FakeLog(*entries), FakeDesk()
        desk.audit = self.log  # type: ignore[attr-defined]
        self.session = FakeSession(desk)
        self.presenter = AuditPresenter(self.session())
        self.page = AuditPage(self.presenter, Remembered(file))
        qtbot.addWidget(self.page)
        self.page.resize(1100, 600)
        self.page.show()
        self.session.open()


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Office:
    return Office(qtbot, tmp_path / "window.ini", entry(), DROPPED, FAILED)


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    install_language(qapp, Language.EN)
    yield
    set_language("en")


def cells(office: Office, row: int) -> list[str]:
    model = office.presenter.model
    return [model.data(model.index(row, column)) for column in AuditColumn if column is not AuditColumn.AT]  # type: ignore[misc]


def test_every_entry_tells_who_what_on_what_and_how_it_ended(english: None, office: Office) -> None:
    assert cells(office, 0)[:4] == ["anna@shop-3", "Load", "P13/P13 response.txt", "Done"]
    assert cells(office, 1) == ["boris@office", "Drop", "F12", "Done", "reason: closed; count: 1"]
    assert cells(office, 2)[3:] == ["Failed", "result: no answer; why: The kassa gave no answer in time"]
    assert "3 actions" in office.page.count.text()


def test_the_chosen_one_below_with_all_its_details(english: None, office: Office, qtbot: QtBot) -> None:
    page = office.page
    assert page.details.toPlainText().splitlines() == [
        "days: 2025-12-28", "result: loaded", "rows read: 1,346", "run: RUN1",
    ]  # fmt: skip
    with qtbot.waitSignal(page.open_run) as caught:
        page.open.click()
    assert caught.args == ["RUN1"]
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.chosen() == DROPPED
    assert not page.open.isVisible()
    with qtbot.assertNotEmitted(page.open_run):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    page.copy.click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert {"Who: boris@office", "Action: Drop", "On what: F12", "reason: closed"} <= {*copied}


def test_filters_ask_anew_and_are_remembered(office: Office, tmp_path: Path, qtbot: QtBot) -> None:
    page, filters = office.page, office.page.filters
    filters.action.setCurrentIndex(filters.action.findData("drop"))
    filters.person.setCurrentIndex(filters.person.findData("boris@office"))
    filters.text.setText(" f12 ")
    qtbot.keyClick(filters.text, Qt.Key.Key_Return)
    asked = office.log.asked[-1]
    assert (asked.actions, asked.user, asked.text, asked.limit) == (
        frozenset({AuditAction.DROP}),
        "boris@office",
        "f12",
        SHOWN,
    )
    assert office.presenter.model.rowCount() == 1
    office.log.stored.clear()
    office.presenter.refresh()
    assert page.pages.currentWidget() is page.filtered_out
    page.filtered_out.action.click()
    assert page.pages.currentWidget() is page.nothing
    filters.set_wish(AuditFilter(action=AuditAction.SECRET, person="carl@home"))
    again = AuditPage(AuditPresenter(office.session()), Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(again)
    assert again.filters.wish() == AuditFilter(action=AuditAction.SECRET, person="carl@home")


def test_days_are_those_of_this_computer() -> None:
    day = date(2025, 12, 28)
    asked = AuditFilter(period=Period.RANGE, dates=DateRange(day, day + timedelta(days=1))).query(day, limit=5)
    assert asked.since is not None
    assert asked.until is not None
    assert asked.until - asked.since == timedelta(days=2)
    assert asked.since.astimezone().replace(tzinfo=None) == datetime(2025, 12, 28)  # noqa: DTZ001
    assert AuditFilter(period=Period.TODAY).query(day, limit=5).until is None


@pytest.mark.parametrize(
    "wish",
    [
        AuditFilter(),
        AuditFilter(period=Period.RANGE, dates=DateRange.day(date(2025, 12, 28)), person="a@b", text="x"),
        AuditFilter(period=Period.WEEK, action=AuditAction.PRUNE),
    ],
)
def test_a_filter_is_remembered_as_texts(wish: AuditFilter) -> None:
    assert AuditFilter.from_texts(wish.as_texts()) == wish
    assert AuditFilter.from_texts([*wish.as_texts(), "more"]) == AuditFilter()


def test_new_entries_come_on_top_and_leave_the_chosen_one(office: Office) -> None:
    office.page.table.selectRow(1)
    office.log.stored.insert(0, entry(0, action=AuditAction.EXPORT))
    office.page.hide()
    office.page.show()  # whoever comes back to the page sees what was done meanwhile
    assert office.presenter.model.rowCount() == 4
    assert office.page.chosen() == DROPPED


def test_the_database_is_away(office: Office) -> None:
    office.log.away = DeskError(ErrorCode.DB_CONNECTION, host="db:5432")
    office.presenter.refresh()
    assert office.page.away.isVisible()
    assert office.presenter.model.rowCount() == 3
    office.log.away = None
    office.presenter.refresh()
    assert not office.page.away.isVisible()
    office.session.close()
    assert office.presenter.model.rowCount() == 0


def test_the_list_is_exported_whole(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    office.page.export.click()
    dialog = office.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "actions.csv"))
    dialog.close()
    rows = (tmp_path / "actions.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert rows[2].split(";")[1] == "boris@office"
    assert office.log.asked[-1].limit > SHOWN


def test_words_follow_the_language(english: None) -> None:
    details = told_details(replace(FAILED, details={"dates": "2025-12-28", "ftp.host": "a → b", "dry": True}))
    assert details == (("days", "2025-12-28"), ("ftp.host", "a → b"), ("dry", "yes"))
    set_language("ru")
    assert told_details(entry(details={"dates": "2025-12-28", "trigger": "cli", "status": "partial"})) == (
        ("дни", "28.12.2025"),
        ("итог", "выполнено частично"),
        ("откуда", "командная строка"),
    )
