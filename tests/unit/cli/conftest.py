"""Command line tests run in a home of their own, in English, without the environment of the person who runs them."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.cli.main import run
from frontol_desk.domain.messages import set_language


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("FRONTOL_DESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FRONTOL_DESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("frontol_desk")
    before = (list(root.handlers), root.level, ours.level)
    yield
    for handler in root.handlers[:]:
        if handler not in before[0]:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.captureWarnings(False)
    set_language("en")


@dataclass(frozen=True)
class Outcome:
    """What a call left: exit code and the two outputs."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output, which must be exactly one JSON document."""
        return json.loads(self.out)


Desk = Callable[..., Outcome]


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Desk:
    def call(*arguments: str | Path) -> Outcome:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
