"""The command ``secrets``: values come by terminal or pipe, go to their store, and are never seen again."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frontol_desk.cli.main import run
from frontol_desk.domain.messages import set_language
from tests.integration.commands.console import ROOT
from tests.integration.secrets.conftest import use_keyring
from tests.keyrings import MemoryKeyring
from tests.unit.cli.conftest import Desk, _as_before, desk
from tests.vault_server import Vault

__all__ = ["_as_before", "desk"]
SECRET = "P@ss w0rd/ё"


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield
    set_language("en")


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Give standard input a content."""

    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8"))

    return give


Pipe = Callable[[bytes], None]


def deeds(home: Path) -> list[tuple[str, str, str]]:
    """Return what is noted for the audit log: action, secret and outcome."""
    kept = [json.loads(path.read_text("utf-8"))["entry"] for path in sorted((home / "outbox" / "audit").glob("*.json"))]
    return [(entry["action"], entry["resource"], entry["outcome"]) for entry in kept]


def written(home: Path) -> str:
    """Return everything that lies in the program's home."""
    return "".join(path.read_text("utf-8") for path in home.rglob("*") if path.is_file())


def test_a_secret_from_a_pipe_and_back_out(
    desk: Desk, pipe: Pipe, memory_keyring: MemoryKeyring, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert desk("secrets", "get", "ftp.password").code == 1
    pipe(f"{SECRET}\r\n".encode())
    stored = desk("secrets", "set", "FTP.password")
    assert (stored.code, stored.out) == (0, "Stored: ftp.password (keyring, frontol-desk:default).\n")
    assert memory_keyring.entries == {("frontol-desk:default", "ftp.password"): SECRET}
    there = desk("secrets", "get", "ftp.password")
    assert (there.code, there.out) == (0, "ftp.password is there: keyring, frontol-desk:default.\n")
    listed = desk("secrets", "--json").document
    assert [(each["name"], each["source"]) for each in listed["secrets"] if each["present"]] == [
        ("ftp.password", "keyring")
    ]
    assert desk("secrets", "delete", "ftp.password").code == 0
    assert desk("secrets", "delete", "ftp.password").code == 1
    assert memory_keyring.entries == {}
    assert deeds(home) == [("secret", "ftp.password", "done")] * 2
    assert SECRET not in written(home) + listed["where"] + there.out + stored.out + stored.err


def test_profiles_have_their_own(desk: Desk, pipe: Pipe, memory_keyring: MemoryKeyring, tmp_path: Path) -> None:
    profile = tmp_path / "home" / "profiles" / "north.toml"
    profile.parent.mkdir(parents=True)
    profile.write_text("[ftp]\nport = 99999\npassword = 'still here'\n")  # what is wrong elsewhere keeps nobody out
    pipe(b"of the north")
    assert desk("--profile", "north", "secrets", "set", "ftp.password").code == 0
    assert memory_keyring.entries == {("frontol-desk:north", "ftp.password"): "of the north"}
    assert desk("secrets", "get", "ftp.password").code == 1


def test_the_environment_is_told_when_it_outweighs(
    desk: Desk, pipe: Pipe, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "outside")
    pipe(b"inside")
    stored = desk("secrets", "set", "ftp.password")
    assert stored.code == 0
    assert "FRONTOL_DESK_FTP__PASSWORD is set, too" in stored.out
    assert desk("secrets", "get", "ftp.password", "--json").document["source"] == "environment"
    assert desk("secrets", "delete", "ftp.password", "--json").document["outweighed"]
    assert memory_keyring.entries == {}


def test_a_key_that_data_depends_on_is_not_lost_by_the_way(
    desk: Desk, pipe: Pipe, memory_keyring: MemoryKeyring
) -> None:
    pipe(b"first")
    assert desk("secrets", "set", "archive.key").code == 0
    pipe(b"second")
    for deed in ("set", "delete"):
        refused = desk("secrets", deed, "archive.key")
        assert (refused.code, "add --yes" in refused.err) == (3, True)
    assert set(memory_keyring.entries.values()) == {"first"}
    assert desk("secrets", "set", "archive.key", "--yes").code == 0
    assert set(memory_keyring.entries.values()) == {"second"}
    assert desk("secrets", "delete", "archive.key", "--yes").code == 0


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "No value came"), (b"\n", "No value came"), ("ё".encode("cp1251"), "not UTF-8")]
)
def test_what_is_no_value(desk: Desk, pipe: Pipe, memory_keyring: MemoryKeyring, content: bytes, words: str) -> None:
    pipe(content)
    refused = desk("secrets", "set", "ftp.password")
    assert refused.code == 3
    assert words in refused.err
    assert memory_keyring.entries == {}


def test_a_value_as_an_argument_is_refused_and_not_repeated(desk: Desk) -> None:
    refused = desk("secrets", "set", "ftp.password", SECRET)
    assert refused.code == 3
    assert SECRET not in refused.out + refused.err


def test_unknown_names(desk: Desk) -> None:
    refused = desk("secrets", "get", "ftp.pasword", "--json")
    assert refused.code == 3
    assert refused.document["error"]["code"] == "USAGE"
    assert "database.password, ftp.password, privacy.key" in refused.document["error"]["hint"]


def test_without_a_keyring_the_choices_are_told_and_the_environment_shown(
    desk: Desk, pipe: Pipe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "outside")
    listed = desk("secrets", "list", "--json")
    assert (listed.code, listed.document["error"]["code"]) == (3, "SECRETS_UNAVAILABLE")
    assert [each["name"] for each in listed.document["secrets"] if each["present"]] == ["ftp.password"]
    pipe(b"inside")
    refused = desk("secrets", "set", "database.password")
    assert refused.code == 3
    assert "FRONTOL_DESK_DATABASE__PASSWORD" in refused.err
    assert desk("secrets", "delete", "database.password").code == 3
    assert deeds(tmp_path / "home") == [("secret", "database.password", "failed")] * 2


def test_secrets_in_vault(
    desk: Desk, pipe: Pipe, vault: Vault, token: str, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_SECRETS__BACKEND", "vault")
    monkeypatch.setenv("FRONTOL_DESK_SECRETS__VAULT_URL", vault.url)
    pipe(SECRET.encode())
    assert desk("secrets", "set", "ftp.password", "--log-level", "debug").code == 0
    assert vault.entries["frontol-desk/default"].data == {"ftp.password": SECRET}
    pipe(b"role's")
    assert desk("secrets", "set", "vault.secret_id").code == 0
    assert memory_keyring.entries == {("frontol-desk:default", "vault.secret_id"): "role's"}
    use_keyring(MemoryKeyring())
    listed = desk("secrets", "list", "--json")
    assert listed.code == 0
    sources = {each["name"]: each["source"] for each in listed.document["secrets"] if each["present"]}
    assert sources == {"ftp.password": "vault", "vault.token": "environment"}
    vault.sealed = True
    assert desk("secrets", "get", "ftp.password").code == 5
    assert desk("secrets", "list").code == 5


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_on_a_terminal_what_is_typed_is_not_shown(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "LC_ALL": "C.UTF-8",
        "PYTHON_KEYRING_BACKEND": "tests.file_keyring.FileKeyring",
        "TEST_KEYRING_FILE": str(tmp_path / "keyring.json"),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "frontol_desk", "secrets", "set", "ftp.password"],
        cwd=ROOT,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = _answered(ours, b"is not shown", f"{SECRET}\n".encode())
        shown += _answered(ours, b":", f"{SECRET}\n".encode())
        shown += _rest(ours)
        assert process.wait(30) == 0, shown
    os.close(ours)
    assert SECRET not in shown
    assert "Stored: ftp.password" in shown
    assert json.loads((tmp_path / "keyring.json").read_text("utf-8")) == {"frontol-desk:default ftp.password": SECRET}


def _answered(terminal: int, question: bytes, answer: bytes) -> str:
    """Wait for a question, answer it, and return what was shown until then."""
    shown = b""
    while question not in shown:
        shown += os.read(terminal, 1_000)
    os.write(terminal, answer)
    return shown.decode()


def _rest(terminal: int) -> str:
    shown = b""
    try:
        while part := os.read(terminal, 1_000):
            shown += part
    except OSError:  # the other end is closed
        pass
    return shown.decode()


def test_help_needs_no_store() -> None:
    assert run(["secrets", "--help"]) == 0
