"""The real command line, in processes of its own; every call is also searched for secrets and stack traces."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from frontol_desk.domain.report import RunReport
from tests.integration.pipeline.shop import Shop, assert_adds_up

ROOT = Path(__file__).parents[3]
LONGEST = 60.0


@dataclass(frozen=True)
class Outcome:
    """What a process left: exit code and the two outputs."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output, which must be exactly one JSON document."""
        return json.loads(self.out)

    @property
    def report(self) -> RunReport:
        """That document as a run report whose figures add up."""
        report = RunReport.model_validate(self.document)
        assert_adds_up(report)
        return report

    @property
    def error(self) -> dict[str, Any]:
        """That document as the one of a command that could not begin."""
        assert self.document.keys() == {"error"}
        found: dict[str, Any] = self.document["error"]
        assert found["message"]
        assert found["hint"]
        return found


@dataclass
class Console:
    """Runs commands with some environment variables and none of the caller's own."""

    home: Path
    environment: Mapping[str, str]
    secrets: tuple[str, ...] = ()

    @classmethod
    def of(cls, place: Shop, **changes: str) -> Console:
        """A console for a shop; `changes` are settings without their prefix."""
        environment = {**place.environment, **{f"FRONTOL_DESK_{name}": value for name, value in changes.items()}}
        passwords = [environment.get("FRONTOL_DESK_FTP__PASSWORD", "")]
        passwords += [unquote(urlsplit(dsn).password or "") for dsn in (environment["FRONTOL_DESK_DATABASE__DSN"],)]
        return cls(place.home, environment, tuple(passwords))

    def run(self, *arguments: str | Path, timeout: float = LONGEST) -> Outcome:
        """Run a command to its end."""
        with self.started(*arguments) as process:
            return self.finish(process, timeout=timeout)

    @contextmanager
    def started(self, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
        """Start a command; what is left of it when the context ends is killed."""
        environment = {
            "PATH": os.defpath,
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.home),
            "FRONTOL_DESK_HOME": str(self.home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            **self.environment,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "frontol_desk", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    def finish(self, process: subprocess.Popen[str], *, timeout: float = LONGEST) -> Outcome:
        """Wait for the end of a command."""
        out, err = process.communicate(timeout=timeout)
        outcome = Outcome(process.returncode, out, err)
        self._check(outcome)
        return outcome

    def _check(self, outcome: Outcome) -> None:
        logs = [path.read_text("utf-8") for path in (self.home / "logs").glob("*")] if self.home.exists() else []
        for text in (outcome.out, outcome.err, *logs):
            assert "Traceback" not in text, text
            for secret in filter(None, self.secrets):
                assert secret not in text, text


def codes(problems: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the settings that are named in a document's problems."""
    return {problem["setting"] for problem in problems}
