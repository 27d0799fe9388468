"""A profile carried to another computer: written there, read here, with the secrets asked for at a real terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from frontol_desk.settings.load import load_settings
from frontol_desk.settings.model import Settings
from tests.integration.commands.console import ROOT, Console

BASE = """\
schema_version = 2
[database]
host = "db.example.org"
port = 6432
name = "sales"
user = "loader"
pool_max = 7
[retry]
attempts = 6
"""
NORTH = """\
schema_version = 2
extends = "chain"
environment = "staging"
kassas = "P13:P13;N22:N22_Inter,N22_FURN"
timezone = "Asia/Omsk"
[database]
pool_max = 9
[ftp]
host = "ftp.example.org"
user = "exchange"
tls = "explicit"
[kassa.N22]
expected_by = "09:30"
"""
TYPED = {"database.password": "Пароль «1» #$%", "ftp.password": "two; three"}
KEYRING = "tests.file_keyring.FileKeyring"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The home of the computer that the profile comes from."""
    folder = tmp_path / "there" / "profiles"
    folder.mkdir(parents=True)
    (folder / "chain.toml").write_text(BASE, "utf-8")
    (folder / "north.toml").write_text(NORTH, "utf-8")
    return folder.parent


def loaded(home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FRONTOL_DESK_HOME", str(home))
    return load_settings("north")


def typed_at_a_terminal(home: Path, keyring: Path, arguments: list[str], answers: list[str]) -> tuple[int, str]:
    """Run a command whose terminal is one of our own; each answer is given when a question for it stands there."""
    pty = pytest.importorskip("pty")
    environment = {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "HOME": str(home),
        "FRONTOL_DESK_HOME": str(home),
        "PYTHON_KEYRING_BACKEND": KEYRING,
        "TEST_KEYRING_FILE": str(keyring),
        "PYTHONWARNINGS": "ignore",
    }
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover - the program itself
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "frontol_desk", *arguments], environment)
    shown = b""
    waiting = list(answers)
    while True:
        try:
            shown += (got := os.read(terminal, 4096))
        except OSError:
            break
        if not got:
            break
        if waiting and shown.count(b"nothing is shown") == len(answers) - len(waiting) + 1:
            os.write(terminal, waiting.pop(0).encode() + b"\n")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal that a test can type into")
def test_an_exported_profile_gives_an_empty_home_the_same_settings_and_asks_for_the_secrets(
    there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried, here, keyring = tmp_path / "north.toml", tmp_path / "here", tmp_path / "keyring.json"
    told = Console(there, {}).run("profile", "export", "north", "--output", carried)
    assert told.code == 0, told.err
    assert "database.password, ftp.password" in told.out

    code, shown = typed_at_a_terminal(here, keyring, ["profile", "import", str(carried)], list(TYPED.values()))
    assert code == 0, shown
    assert not any(secret in shown for secret in TYPED.values())
    assert json.loads(keyring.read_text("utf-8")) == {
        f"frontol-desk:north {name}": secret for name, secret in TYPED.items()
    }
    written = [path.read_text("utf-8") for path in here.rglob("*") if path.is_file()]
    assert not any(secret in text for text in written for secret in TYPED.values())

    before, after = loaded(there, monkeypatch), loaded(here, monkeypatch)
    assert (before.extends, before.retry.attempts) == ("chain", 6)
    all_but = {"home", "extends"}  # what the chain says stands in the one file
    assert after.model_dump(exclude=all_but) == before.model_dump(exclude=all_but)


def test_an_old_loaders_env_through_a_pipe(tmp_path: Path) -> None:
    """No secret of it gets to the settings, the screen, or the list of processes; what follows is told."""
    home, keyring = tmp_path / "home", tmp_path / "keyring.json"
    lines = "DB_HOST=db\nDB_PASSWORD='Xy9$m2Kp3L#n'\nFTP_HOST=files\nKASSA_STRUCTURE=P13:P13\nBATCH_SIZE=10\n"
    environment = {"PYTHON_KEYRING_BACKEND": KEYRING, "TEST_KEYRING_FILE": str(keyring)}
    outcome = subprocess.run(
        [sys.executable, "-m", "frontol_desk", "profile", "import", "-", "--name", "shop", "--log-level", "debug"],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "FRONTOL_DESK_HOME": str(home), **environment},
        timeout=60,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "BATCH_SIZE" in outcome.stdout
    assert "frontol-desk secrets set ftp.password --profile shop" in outcome.stdout
    written = [path.read_text("utf-8") for path in home.rglob("*") if path.is_file()]
    assert not any("Xy9" in text for text in (outcome.stdout, outcome.stderr, *written))
    assert json.loads(keyring.read_text("utf-8")) == {"frontol-desk:shop database.password": "Xy9$m2Kp3L#n"}
    shown = Console(home, environment, ("Xy9",)).run("profile", "show", "shop", "--json").document
    assert {secret["name"]: secret["set"] for secret in shown["secrets"]} == {
        "database.password": True,
        "ftp.password": False,
    }
