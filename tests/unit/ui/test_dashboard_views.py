"""The dashboard page, its chart, and the lights of the toolbar."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedLayout, QToolTip
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import BreakerChanged
from frontol_desk.domain.overview import BreakerState, Dashboard, DayCount, Probe, ProbeStatus
from frontol_desk.domain.report import RunStatus
from frontol_desk.ui.models.recent import CausesModel, RecentRunsModel, RunColumn
from frontol_desk.ui.presenters.dashboard import DashboardPresenter
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.charts import DayBars, day_words
from frontol_desk.ui.views.dashboard_page import DashboardPage
from frontol_desk.ui.views.health_lights import HealthLights, mark, probe_summary, probe_tip
from tests.unit.ui.boards import TODAY, FakeSession, dashboard, first_day, probes

UNREACHABLE = DeskError(ErrorCode.FTP_CONNECTION, host="192.168.0.7", port=21)


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> FakeSession:
    return FakeSession(tmp_path)


@pytest.fixture
def health(session: FakeSession) -> HealthPresenter:
    return HealthPresenter(cast("Session", session))


@pytest.fixture
def page(session: FakeSession, health: HealthPresenter, qtbot: QtBot) -> Iterator[DashboardPage]:
    presenter = DashboardPresenter(cast("Session", session))
    made = DashboardPage(presenter, health)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    session.open()
    session.work()
    yield made
    session.close()


def show(page: DashboardPage, figures: Dashboard) -> None:
    page._presenter.dashboard = figures
    page._presenter.changed.emit()


def test_small_models_are_sound(qtmodeltester: Any, qapp: object) -> None:
    runs, causes = RecentRunsModel(), CausesModel()
    runs.show(dashboard().recent)
    causes.show(dashboard().causes)
    qtmodeltester.check(runs)
    qtmodeltester.check(causes)
    assert runs.run_id(2) == "RUN2"
    assert runs.index(0, RunColumn.TIME).data() == "\N{EM DASH}"
    assert runs.index(1, RunColumn.ROWS).data() == "12,874"
    assert causes.index(0, 1).data() == "12"


def test_figures(page: DashboardPage) -> None:
    assert page.today.figure.text() == "421"
    assert page.today.remark.text().startswith("2 failed")
    assert page.rate.figure.text() == "87%"
    assert page.rate.unit.text() == "26 of 30 runs, last 30 days"
    assert page.duration.figure.text() == "0:41"
    show(page, dashboard(failed_today=0, mean_seconds=None, runs={RunStatus.RUNNING: 1}))
    assert page.today.remark.text() == "nothing failed"
    assert page.rate.figure.text() == page.duration.figure.text() == "\N{EM DASH}"


def test_the_first_day_offers_to_load_yesterday(page: DashboardPage, qtbot: QtBot) -> None:
    assert not page.empty.isVisible()
    show(page, first_day())
    assert page.empty.isVisible()
    assert not page.chart.isVisible()
    with qtbot.waitSignal(page.load_yesterday):
        QTest.mouseClick(page.empty.action, Qt.MouseButton.LeftButton)


def test_nothing_is_shown_while_nothing_is_known(page: DashboardPage, session: FakeSession) -> None:
    session.close()
    assert not page.empty.isVisible()
    assert not page.chart.isVisible()


@pytest.mark.parametrize(("width", "columns"), [(1664, 3), (768, 2), (480, 1)])
def test_cards_follow_the_width(page: DashboardPage, qtbot: QtBot, width: int, columns: int) -> None:
    page.resize(width, 700)
    qtbot.waitUntil(lambda: page.columns == columns)
    cards = (page.today, page.rate, page.duration, page.chart, page.health, page.runs, page.causes)
    qtbot.waitUntil(lambda: page.chart.width() > 0.9 * width / (1 if columns < 3 else 2))
    pairs = list(itertools.combinations(cards, 2))
    qtbot.waitUntil(lambda: not any(one.geometry().intersects(other.geometry()) for one, other in pairs))
    for card in cards:
        assert card.geometry().right() < width, card.accessibleName()
        assert card.minimumSizeHint().width() <= card.width()


def test_a_run_opens_by_click_and_by_enter(page: DashboardPage, qtbot: QtBot) -> None:
    table = page.runs.table
    with qtbot.waitSignal(page.open_run) as opened:
        spot = table.visualRect(table.model().index(1, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened.args == ["RUN1"]
    table.setCurrentIndex(table.model().index(2, 0))
    with qtbot.waitSignal(page.open_run) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["RUN2"]


def test_errors_open_by_cause_or_button(page: DashboardPage, qtbot: QtBot) -> None:
    table = page.causes.table
    with qtbot.waitSignal(page.open_errors):
        spot = table.visualRect(table.model().index(0, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    with qtbot.waitSignal(page.open_errors):
        QTest.keyClick(page.causes.open, Qt.Key.Key_Space)
    show(page, dashboard(causes=()))
    assert not page.causes.open.isVisible()
    assert page.causes._none.isVisible()


def test_coming_back_to_the_page_reads_anew(page: DashboardPage, session: FakeSession) -> None:
    assert session.desk
    reads = session.desk.reads
    page.hide()
    page.show()
    session.work()
    assert session.desk.reads == reads + 1


def test_the_health_card_tells_reason_and_next_action(
    page: DashboardPage, health: HealthPresenter, session: FakeSession, qtbot: QtBot
) -> None:
    row = page.health.rows["ftp"]
    assert (row.word.text(), row.figure.text()) == ("Works", "12 ms")
    assert not row.reason.isVisible()
    assert session.desk
    session.desk.probes = probes(ProbeStatus.ERROR, latency_ms=None, error=UNREACHABLE)
    QTest.mouseClick(page.health.again, Qt.MouseButton.LeftButton)
    assert not page.health.again.isEnabled()
    session.work()
    assert page.health.again.isEnabled()
    assert row.word.text() == "Does not work"
    assert row.reason.text() == UNREACHABLE.message
    assert row.hint.text() == UNREACHABLE.hint != ""
    assert row.reason.isVisible()


# --- chart ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def bars(qtbot: QtBot) -> DayBars:
    made = DayBars()
    qtbot.addWidget(made)
    made.resize(700, 240)
    made.show()
    made.set_days(dashboard().days)
    return made


def test_bars_are_as_high_as_their_rows(bars: DayBars) -> None:
    assert bars.bar(0).height() == 0
    assert bars.bar(28).height() == pytest.approx(2 * bars.bar(14).height())
    assert all(bars.bar(day).right() < bars.bar(day + 1).left() for day in range(29))
    assert bars.bar(28).top() > bars.fontMetrics().height(), "there is room for the greatest value"
    assert bars.bar(29).right() + bars.fontMetrics().horizontalAdvance("421") < bars.width()


def test_the_pointer_picks_a_day(bars: DayBars, qtbot: QtBot) -> None:
    QTest.mouseMove(bars, bars.bar(28).center().toPoint())
    assert bars.picked == dashboard().days[28]
    assert QToolTip.text() == day_words(dashboard().days[28])
    QTest.mouseMove(bars, QPoint(bars.width() - 1, 100))
    assert bars.picked is None


def test_arrow_keys_walk_the_days_and_are_heard(bars: DayBars, qtbot: QtBot) -> None:
    assert "2,800" in bars.accessibleDescription()
    for key, day in (("Left", 29), ("Left", 28), ("Home", 0), ("Left", 0), ("Right", 1), ("End", 29), ("Right", 29)):
        QTest.keyClick(bars, getattr(Qt.Key, f"Key_{key}"))
        assert bars.picked == dashboard().days[day]
        assert bars.accessibleDescription() == day_words(dashboard().days[day])


def test_words_of_a_day(qapp: QApplication) -> None:
    lines = day_words(DayCount(day=TODAY, rows=1346, files=7, failed=2)).splitlines()
    assert len(lines) == 4
    assert "29 December 2025" in lines[0]
    assert "1346" in lines[1].replace(",", "")
    assert lines[3].startswith("2 failed")
    assert len(day_words(DayCount(day=TODAY)).splitlines()) == 3


def test_a_chart_without_days_or_rows_can_be_painted(bars: DayBars, qtbot: QtBot) -> None:
    for days in ((), first_day().days):
        bars.set_days(days)
        bars.grab()
        QTest.keyClick(bars, Qt.Key.Key_Left)
    assert bars.picked is not None
    assert bars.bar(3).height() == 0


# --- lights --------------------------------------------------------------------------------------------------------


@pytest.fixture
def lights(health: HealthPresenter, qtbot: QtBot) -> HealthLights:
    made = HealthLights(health)
    qtbot.addWidget(made)
    made.show()
    return made


def test_lights_tell_latency_and_room(lights: HealthLights, session: FakeSession) -> None:
    texts = [light.text() for light in lights.lights.values()]
    assert texts == ["FTP", "Database", "Disk"]
    session.open()
    session.work()
    texts = [light.text() for light in lights.lights.values()]
    assert texts[:2] == ["FTP 12 ms", "Database 3 ms"]
    assert texts[2].startswith("Disk 4")
    lights.set_compact(True)
    assert [light.text() for light in lights.lights.values()] == ["FTP", "Database", "Disk"]


def test_a_click_looks_anew_and_the_finding_stays(lights: HealthLights, session: FakeSession, qtbot: QtBot) -> None:
    desk = session.open()
    session.work()
    desk.probes = probes(ProbeStatus.ERROR, latency_ms=None, error=UNREACHABLE)
    light = lights.lights["ftp"]
    QTest.mouseClick(light, Qt.MouseButton.LeftButton)
    assert light.text() == "FTP 12 ms"
    session.work()
    assert light.text() == "FTP"
    for part in ("Does not work", UNREACHABLE.message, UNREACHABLE.hint):
        assert part in light.toolTip()
        assert part in light.accessibleDescription()


def test_marks_differ_in_shape_not_only_in_colour(qapp: QApplication) -> None:
    def shape(status: ProbeStatus | None) -> set[tuple[int, int]]:
        image = mark(status).toImage()
        return {(x, y) for x in range(16) for y in range(16) if image.pixelColor(x, y).alpha() > 127}

    shapes = [shape(status) for status in (*ProbeStatus, None)]
    assert all(len(one ^ other) > 15 for one in shapes for other in shapes if one is not other)


def test_summaries_and_tips(qapp: QApplication) -> None:
    assert probe_summary("FTP", Probe(name="ftp", status=ProbeStatus.OK, latency_ms=0.2)) == "FTP 1 ms"
    assert probe_tip("Disk", None).splitlines() == ["Disk", "Not checked yet"]


def left_alone(seconds: float) -> BreakerChanged:
    """Tell that the exchange server is left alone."""
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    state = BreakerState(server="192.168.0.7:21", state="open", failures=5, until=until, cause=UNREACHABLE)
    return BreakerChanged(state=state)


def test_a_server_left_alone_says_until_when_and_why_and_is_tried_at_a_click(
    page: DashboardPage, session: FakeSession, health: HealthPresenter, qtbot: QtBot
) -> None:
    lights = HealthLights(health)
    qtbot.addWidget(lights)
    assert session.desk is not None
    session.desk.events.publish(left_alone(30))
    light, row = lights.lights["ftp"], page.health.rows["ftp"]
    assert light.text().startswith("FTP: paused until ")
    for part in ("It failed 5 times in a row.", UNREACHABLE.message, "Click to try now."):
        assert part in light.toolTip()
    assert row.word.text().startswith("Paused until ")
    assert UNREACHABLE.message in row.reason.text()
    assert page.health.again.text() == "Try now"
    light.click()
    assert session.desk.resets == 1
    session.work()
    assert session.desk.looks == 2
    session.desk.events.publish(BreakerChanged(state=BreakerState(server="192.168.0.7:21")))
    assert light.text() == "FTP 12 ms"
    assert row.word.text() == "Works"
    assert page.health.again.text() == "Check again"


def test_a_rest_nobody_ends_is_over_when_its_time_is(
    session: FakeSession, health: HealthPresenter, qtbot: QtBot
) -> None:
    desk = session.open()
    session.work()
    desk.events.publish(left_alone(-1.9))
    assert health.rest is not None
    qtbot.waitUntil(lambda: health.rest is None and health.checking, timeout=3000)
    session.close()


def test_a_refused_sign_in_is_not_repeated_at_every_turn(session: FakeSession, health: HealthPresenter) -> None:
    desk = session.open()
    desk.probes = probes(ProbeStatus.ERROR, error=DeskError(ErrorCode.FTP_LOGIN, host="192.168.0.7", port=21))
    session.work()
    for _ in range(10):
        health._timer.timeout.emit()
        session.work()
    assert desk.looks == 2
    health.refresh()
    session.work()
    assert desk.looks == 3
    session.close()


def test_an_exchange_folder_is_not_called_ftp(session: FakeSession, health: HealthPresenter, qtbot: QtBot) -> None:
    lights = HealthLights(health)
    qtbot.addWidget(lights)
    assert lights.lights["ftp"].text() == "FTP"
    health.by_folder = True
    lights.retranslate()
    assert lights.lights["ftp"].text() == "Exchange folder"


def test_figures_that_cannot_be_read_say_so_instead_of_nothing(session: FakeSession, health: HealthPresenter) -> None:
    presenter = DashboardPresenter(cast("Session", session))
    page = DashboardPage(presenter, health)
    desk = session.open()
    desk.failing = DeskError(ErrorCode.DB_CONNECTION, host="db:5432")
    with pytest.raises(DeskError):
        session.work()
    assert shown(page) is page.unknown
    desk.failing = None
    page.unknown.action.click()
    session.work()
    assert shown(page) is not page.unknown
    session.close()
    page.deleteLater()


def shown(page: DashboardPage) -> object:
    stack = page.layout()
    assert isinstance(stack, QStackedLayout)
    return stack.currentWidget()
