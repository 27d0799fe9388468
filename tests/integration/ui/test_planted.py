"""Planted secrets and people come out nowhere in the window: in no text, tool tip, copy, file, notification or crash.

The one place that shows a faulty line as the kassa wrote it, to the operator who has to mend it, is `OffendingLine` on
the queue and on the page of errors.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from frontol_desk.cli.call import Call
from frontol_desk.cli.commands.window import _read as read_as_the_program_does
from frontol_desk.console.profiles import write_values
from frontol_desk.services import logging as log
from frontol_desk.settings.model import Settings
from frontol_desk.ui import reloading
from frontol_desk.ui.app import open_window
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.dialogs.editors import PasswordEditor
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.shell import Shell, WindowOptions
from frontol_desk.ui.views import failure_details
from tests import vault_server as vaults
from tests.integration.certificates import certificate
from tests.integration.ftp_servers import FtpServer, pyftpdlib_server
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, SILENT, Shop, faulty
from tests.integration.secrets.planting import handler_with_password, planted_dsn, sales_with_people
from tests.integration.ui.desk_window import until
from tests.integration.ui.gathering import NOT_TEXT, Gathering
from tests.integration.ui.planted_window import LOOKER, PEOPLE, Visit, changed
from tests.planted import PERSONAL, SECRETS, Harvest
from tests.unit.cli.conftest import _as_before

__all__ = ["_as_before", "planted_dsn"]
pytestmark = pytest.mark.usefixtures("vault")
KASSAS = {"P13/P13": QUICK, PEOPLE: SILENT, "O49/O49": faulty("broken-line"), "S6/S6": SILENT}
RAW_LINES = "OffendingLine"
TYPED = {SECRETS["typed"], SECRETS["imported"]}
FEWEST = 1500
PIECES = {"a piece of a secret": "Pl4nted", "a piece of a key": "PL4NTED"}
PIECES_OF_PEOPLE = {
    "a piece of the phone": "1612345",
    "a piece of the other phone": "765-43-2",
    "a piece of the card": "42763800",
    "a piece of the e-mail": "ivan.planted",
}


@pytest.fixture
def planted_place(
    shop: OpenShop, planted_dsn: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Shop, Path]]:
    """A shop and the home of a program that knows it: its passwords lie in a Vault."""
    place = shop(KASSAS, handler=handler_with_password(SECRETS["ftp"]), response_timeout=0.5, quiet_seconds=0.1)
    place.dsn = planted_dsn
    address = urlsplit(planted_dsn)
    monkeypatch.setattr(vaults, "TOKEN", SECRETS["vault token"])
    monkeypatch.setattr(reloading, "_LOOK_SECONDS", 0.05)
    with vaults.vault_server() as vault:
        held = {"database.password": SECRETS["database"], "ftp.password": SECRETS["ftp"]}
        vault.entries["frontol-desk/default"] = vaults.Entry(held, 1)
        monkeypatch.setenv("FRONTOL_DESK_VAULT__TOKEN", SECRETS["vault token"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRETS["aws key"])
        values = {
            "kassas": place.kassas_text,
            "database": {
                "host": address.hostname,
                "port": address.port,
                "name": address.path[1:],
                "user": unquote(str(address.username)),
                "schema": place.schema,
            },
            "ftp": {
                "host": place.server.host,
                "port": place.server.port,
                "user": place.server.user,
                "request_dir": place.server.request_dir,
                "response_dir": place.server.response_dir,
            },
            "exchange": {"response_timeout": 0.5, "quiet_seconds": 0.1},
            "retry": {"attempts": 1},
            "secrets": {"backend": "vault", "vault_url": vault.url},
            "log": {"level": "debug"},
        }
        write_values(home, "default", values)
        yield place, home


@pytest.fixture
def expired(planted_place: tuple[Shop, Path], tmp_path: Path) -> Iterator[FtpServer]:
    """A server whose certificate is out of date, and an account that may do nothing in the shop's schema."""
    place, _ = planted_place
    password = SECRETS["typed"]
    asyncio.run(place.fetch(f"CREATE ROLE {LOOKER} LOGIN PASSWORD '{password}'"))
    try:
        with pyftpdlib_server(tmp_path, tls="explicit", shown=certificate("expired")) as server:
            yield server
    finally:
        asyncio.run(place.fetch(f"DROP ROLE {LOOKER}"))


def start(work: Callable[[Shell], Awaitable[None]], language: str = "en") -> None:
    """Start the program as its command does."""

    def read(profile: str | None, demo: bool) -> Settings:
        return read_as_the_program_does(Call(), profile, demo=demo)

    assert open_window(WindowOptions(language=language), read, work=work) == 0


async def walk(
    gathering: Gathering,
    files: Path,
    languages: tuple[str, ...],
    place: Shop,
    home: Path,
    expired: FtpServer,
    shell: Shell,
) -> None:
    """Load, let a changed file of settings be refused, and go everywhere."""
    await until(lambda: shell.session.is_open)
    visit = Visit(shell, place, gathering, files, most=6 if languages[1:] else 3, expired=expired)
    profile = home / "profiles" / "default.toml"
    bad = f'[ftp]\nport = "{SECRETS["wrong"]}"\npassword = "{SECRETS["wrong"]}"\n'
    sales_with_people(place.responses(PEOPLE) / "response.txt")
    with changed(profile, bad):
        await visit.load()
        await until(lambda: "settings-rejected" in shell.window.banners.shown())
        gathering.look("banners")
    await visit.everywhere()
    for language in languages[1:]:
        shell.set_language(language)
        await visit.everywhere()
    gathering.look("at the end")


def search(gathering: Gathering, home: Path, files: Path, *, fewest: int = FEWEST) -> None:
    """Search everything for secrets, and what is not the sales themselves for people."""
    gathering.add_files(home, "home")
    gathering.add_files(files, "saved")
    told = {name: text for name, text in gathering.outputs.items() if not _is_planted(name)}
    public = Harvest({name: text for name, text in told.items() if not _is_the_shops_own(name)})
    secrets, people = Harvest(told).found(SECRETS | PIECES), public.found(PERSONAL | PIECES_OF_PEOPLE)
    print(
        f"planted secrets: {len(told)} texts of the window searched, {len(secrets)} found; "
        f"people: {len(public.outputs)} texts, {len(people)} found; {gathering.copied} copies"
    )
    assert secrets == {}
    assert people == {}
    assert gathering.passwords <= TYPED
    assert len(public.outputs) > fewest, "there must have been something to search"


def _is_planted(name: str) -> bool:
    """Tell whether this is a file that we planted ourselves."""
    return name.endswith(("old.env", "careless.toml", "dsn.toml", "broken.toml"))


def _is_the_shops_own(name: str) -> bool:
    """Tell whether this is a faulty line shown to the operator, or the sales themselves."""
    own = ("home/archive/", "home/spool/")
    return RAW_LINES in name or name.endswith(NOT_TEXT) or name.partition(" ")[2].startswith(own)


@pytest.mark.parametrize("languages", [("ru",), pytest.param(("en", "ru"), marks=pytest.mark.slow)])
def test_the_window_lets_nothing_out(
    planted_place: tuple[Shop, Path], expired: FtpServer, tmp_path: Path, languages: tuple[str, ...]
) -> None:
    (place, home), gathering, files = planted_place, Gathering(), tmp_path / "saved"
    files.mkdir()
    start(partial(walk, gathering, files, languages, place, home, expired), languages[0])
    search(gathering, home, files)
    shown = "".join(text for name, text in gathering.outputs.items() if RAW_LINES in name)
    assert any(text in shown for text in PERSONAL.values()), "the operator does see the faulty line"
    assert gathering.copied > 10


def _tool_tip_of_a_password(patch: pytest.MonkeyPatch) -> None:
    def value(self: PasswordEditor) -> str:
        self.setToolTip(self.text())
        return self.text()

    patch.setattr(PasswordEditor, "value", value)


def _crash_without_mask(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CrashHandler, "hide", lambda *_: None)


def _copy_of_the_line(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(failure_details, "support_text", lambda failure: f"{failure.message} {failure.raw}")


def _log_of_everything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(log, "_TELL_ALL", ())
    logging.getLogger("qasync").setLevel(logging.NOTSET)


@pytest.mark.slow
@pytest.mark.parametrize("leak", [_tool_tip_of_a_password, _crash_without_mask, _copy_of_the_line, _log_of_everything])
def test_a_leak_is_found(
    planted_place: tuple[Shop, Path],
    expired: FtpServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    leak: Callable[[pytest.MonkeyPatch], None],
) -> None:
    (place, home), gathering, files = planted_place, Gathering(), tmp_path / "saved"
    files.mkdir()
    leak(monkeypatch)
    start(partial(walk, gathering, files, ("en",), place, home, expired))
    with pytest.raises(AssertionError, match=r"== \{\}"):
        search(gathering, home, files)


BROKEN_STARTS: dict[str, tuple[str, dict[str, str]]] = {
    "wrong password": ("", {"DATABASE__PASSWORD": SECRETS["wrong"]}),
    "wrong token": ("", {"VAULT__TOKEN": SECRETS["wrong"]}),
    "not an address": ("", {"DATABASE__DSN": f"postgresql://u:{SECRETS['wrong']}@[half/{SECRETS['wrong']}"}),
    "host down": ("", {"DATABASE__DSN": f"postgresql://u:{quote(SECRETS['database'], safe='')}@127.0.0.1:1/sales"}),
    "password as a port": ("", {"FTP__PORT": SECRETS["wrong"]}),
    "password in the file": (f'[ftp]\nhost = "ftp.example"\npassword = "{SECRETS["wrong"]}"\n', {}),
    "not TOML where the password is": (f'[ftp]\npassword = "{SECRETS["wrong"]}\n', {}),
}
"""What a profile's file says instead, and the environment: nothing of it lets the console be opened."""


@pytest.mark.parametrize(
    "broken", [[*BROKEN_STARTS][::5], pytest.param([*BROKEN_STARTS], marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_a_window_that_cannot_open_its_console(
    planted_place: tuple[Shop, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: list[str]
) -> None:
    (_, home), gathering = planted_place, Gathering()
    file = home / "profiles" / "default.toml"
    sound = file.read_text("utf-8")

    async def work(shell: Shell) -> None:
        await until(lambda: shell.window.banners.shown())
        gathering.look("banner")
        settings = shell.dialogs.open_settings()
        await until(settings.stack.isEnabled)
        gathering.look("settings")
        check = shell.dialogs.open_health_check()
        await until(lambda: check.examination.state in (AttemptState.DONE, AttemptState.FAILED))
        await asyncio.sleep(0.1)
        gathering.look("health check", check)
        gathering.copy_everything("health check", check)
        assert not shell.session.is_open

    for name in broken:
        text, environment = BROKEN_STARTS[name]
        file.write_text(text or sound, "utf-8")
        with monkeypatch.context() as outside:
            for key, value in environment.items():
                outside.setenv(f"FRONTOL_DESK_{key}", value)
            start(work)
    file.unlink()
    search(gathering, home, tmp_path / "saved", fewest=500)
