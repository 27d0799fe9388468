"""What the window tells by itself: a server that is left alone, sales that are missing, a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from PySide6.QtWidgets import QPushButton

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import RetrySettings, Settings
from frontol_desk.simulator.behaviour import KassaBehaviour
from frontol_desk.ui.app import open_window
from frontol_desk.ui.dialogs.ftp_form import FtpForm
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.presenters.tray import Notice
from frontol_desk.ui.shell import Shell, WindowOptions
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.views.health_lights import HealthLights
from frontol_desk.ui.views.pages import Page
from tests.faults.proxy import Proxy
from tests.integration.ftp_servers import FtpServer, pyftpdlib_server
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, Shop
from tests.integration.ui.desk_window import banner_button, click, loaded, play, row_of, until

PATIENT: dict[str, Any] = {"response_timeout": 40.0}


class Server:
    """An FTP server over a folder that other things look into too: it can be switched off and on again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._running = ExitStack()
        self.address = self.start(0)

    def start(self, port: int | None = None) -> FtpServer:
        """Switch it on, where it was before."""
        wanted = self.address.port if port is None else port
        return self._running.enter_context(pyftpdlib_server(self._root, port=wanted))

    def stop(self) -> None:
        """Switch it off."""
        self._running.close()

    def settings(self, shop: Shop, **retry: Any) -> Settings:
        """Return the settings of a folder's shop, whose exchange goes through this server."""
        values = shop.settings.model_dump(exclude_unset=True, by_alias=True)
        server = self.address
        values["ftp"] |= {"host": server.host, "port": server.port}
        values["ftp"] |= {"user": server.user, "password": SecretStr(server.password)}
        values["ftp"] |= {"request_dir": server.request_dir, "response_dir": server.response_dir}
        values["exchange"] |= {"transport": "ftp"}
        return Settings(**{**values, "retry": RetrySettings(**retry)})


@pytest.fixture
def served(shop: OpenShop) -> Iterator[tuple[Shop, Server]]:
    """A shop whose one kassa takes its time, and a server that can be switched off meanwhile."""
    place = shop({"P13/P13": KassaBehaviour(delay=1.0), "S6/S6": QUICK}, kind="folder", **PATIENT)
    server = Server(place.server.root)
    yield place, server
    server.stop()


def light(shell: Shell) -> QPushButton:
    """Return the light of the exchange."""
    return shell.window.findChildren(HealthLights)[0].lights["ftp"]


def hear_tray(shell: Shell) -> list[Notice]:
    """Return what is told in the tray from now on."""
    told: list[Notice] = []
    shell.tray.status.noticed.connect(told.append)
    return told


def test_a_server_left_alone_is_told_of_and_tried_at_a_click(served: tuple[Shop, Server]) -> None:
    place, server = served

    async def script(shell: Shell) -> None:
        banners = shell.window.banners
        await until(lambda: shell.health.probes)
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: any(row.state is WorkState.WAITING and row.wait_started for row in shell.queue.model.rows))
        server.stop()
        await until(lambda: shell.health.rest)
        await until(lambda: "trouble-ftp" in banners.shown())
        assert "aused" in light(shell).toolTip()
        assert "Click to try now." in light(shell).toolTip()
        assert banner_button(shell, "trouble-ftp").text() == "Try now"
        rest = shell.health.rest
        assert rest is not None
        assert rest.failures >= 2
        assert shell.loads.running
        server.start()
        click(banner_button(shell, "trouble-ftp"))
        await loaded(shell)
        assert {row.state for row in shell.queue.model.rows} == {WorkState.LOADED}
        await until(lambda: "trouble-ftp" not in banners.shown())
        await until(lambda: "Works" in light(shell).toolTip())
        assert shell.health.rest is None

    settings = server.settings(place, breaker_failures=2, first_seconds=5, breaker_seconds=60)
    play(place, script, settings=settings)


def test_an_exchange_folder_is_called_so(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK}, kind="folder")

    async def script(shell: Shell) -> None:
        await until(lambda: shell.health.probes)
        assert light(shell).accessibleName() == "Exchange folder"
        settings = shell.dialogs.open_settings()
        form = next(page.form for page in settings.pages if isinstance(page.form, FtpForm))
        await until(lambda: settings.form.secrets.known)
        settings.show_page("ftp")
        exchange = {"exchange.transport": "folder", "exchange.root": str(place.server.root / "gone")}
        settings.form.set_values({**exchange, "ftp.response_dir": place.server.response_dir})
        click(form.check.button)
        await until(lambda: form.check.attempt.state is AttemptState.FAILED)
        assert str(place.server.root / "gone") in form.check.result.text()
        settings.form.set_value("exchange.root", str(place.server.root))
        click(form.check.button)
        await until(lambda: form.check.attempt.state is AttemptState.DONE)
        settings.reject()

    play(place, script)


def test_sales_that_are_missing_are_told_until_they_are_loaded(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "S6/S6": SILENT}, expected_by="00:00", response_timeout=1.0)

    async def script(shell: Shell) -> None:
        banners, told = shell.window.banners, hear_tray(shell)
        await until(lambda: "absent" in banners.shown())
        await asyncio.sleep(0.3)
        assert "missing-day" not in banners.shown()  # the same would be said twice
        assert {str(absence.folder) for absence in shell.absences.absent} == {"P13/P13", "S6/S6"}
        leaves = list(shell.kassas.model.leaves())
        assert [leaf.missing is not None for leaf in leaves] == [True, True]
        click(banner_button(shell, "absent"))
        await until(lambda: shell.loads.running)
        assert "absent" not in banners.shown()
        assert {row.folder for row in shell.queue.model.rows} <= set(place.settings.folders)
        await loaded(shell)
        assert row_of(shell, "P13/P13").rows > 0
        await until(lambda: "absent" in banners.shown())  # one of them stayed silent
        assert [str(absence.folder) for absence in shell.absences.absent] == ["S6/S6"]
        assert [leaf.missing is not None for leaf in leaves] == [False, True]
        await asyncio.sleep(0.3)
        assert "missing-day" not in banners.shown()
        assert [notice.title for notice in told].count("Sales are missing") <= 1

    play(place, script)


@pytest.fixture
def line(dsn: str) -> Iterator[Proxy]:
    """The line to the database, which can be torn."""
    parts = urlsplit(dsn)
    with Proxy((parts.hostname or "127.0.0.1", parts.port or 5432)) as proxy:
        yield proxy


def through(place: Shop, line: Proxy) -> Settings:
    """Return a shop's settings with the database at the end of a line."""
    parts = urlsplit(place.dsn)
    dsn = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{line.port}").geturl()
    settings = place.settings
    section = {"dsn": SecretStr(dsn), "schema": place.schema, "command_timeout": 2, "connect_timeout": 1}
    changes = {"database": type(settings.database).model_validate(section), "retry": RetrySettings(attempts=1)}
    return settings.model_copy(update=changes)


def test_history_goes_on_while_the_database_is_away(shop: OpenShop, line: Proxy) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        page = shell.window
        page.show_page(Page.HISTORY)
        await until(lambda: shell.history.answered)
        line.refuse()
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.history.model.rowCount() == 1 and shell.history.away)
        (entry,) = shell.history.model.entries()
        assert entry.waiting
        assert not shell.loads.running
        await until(lambda: "trouble-database" in shell.window.banners.shown() and not shell.health.checking)
        line.accept()
        click(banner_button(shell, "trouble-database"))
        await until(lambda: not shell.history.away and shell.history.model.rowCount() == 1)
        (entry,) = shell.history.model.entries()
        assert not entry.waiting

    play(place, script, settings=through(place, line))


def test_kept_runs_show_where_no_console_could_be_opened(shop: OpenShop, line: Proxy) -> None:
    place = shop({"P13/P13": QUICK})
    settings = through(place, line)

    async def break_off() -> None:
        async with place.desk(settings) as desk:
            await desk.prepare()
            line.refuse()
            await desk.load(LoadOrder(dates=DateRange.day(DAY)))

    asyncio.run(break_off())

    async def closed(shell: Shell) -> None:
        await until(lambda: "not-opened" in shell.window.banners.shown())
        shell.window.show_page(Page.HISTORY)
        await until(lambda: shell.history.model.rowCount() == 1)
        assert shell.history.away
        (entry,) = shell.history.model.entries()
        run = shell.dialogs.open_run(entry.report.run_id)
        await until(lambda: run.pages.currentIndex() == 1)  # the report is kept here too

    assert open_window(WindowOptions(language="en"), lambda _profile, _demo: settings, work=closed) == 0
