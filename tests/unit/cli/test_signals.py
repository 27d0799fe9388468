"""Ctrl+C and SIGTERM end the program cleanly, with 130."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of another process need POSIX")

WORK = """
import asyncio, sys
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError

async def work():
    print("started", flush=True)
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.2)
        print("cleaned up", flush=True)

try:
    run_task(work())
except DeskError as error:
    print(error.code, flush=True)
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize("sent", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGTERM, signal.SIGTERM]])
def test_a_signal_cancels_once_and_cleanly(sent: list[signal.Signals]) -> None:
    with subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        for number in sent:
            process.send_signal(number)
        rest, _ = process.communicate(timeout=20)
    assert (process.returncode, rest) == (130, "cleaned up\nCANCELLED\n")


def test_work_that_was_stopped_before_it_had_a_result_says_so() -> None:
    async def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)

    with pytest.raises(DeskError) as caught:
        run_task(work())
    assert (caught.value.code, caught.value.exit_code) == (ErrorCode.CANCELLED, 130)


def test_simulate_runs_until_it_is_stopped(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FRONTOL_DESK_")}
    environment |= {"FRONTOL_DESK_HOME": str(tmp_path), "FRONTOL_DESK_KASSAS": "N22:N22_Inter,N22_FURN"}
    command = [sys.executable, "-m", "frontol_desk", "simulate", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        text = ""
        while not text.endswith("\n}\n"):
            line = process.stdout.readline()
            assert line
            text += line
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert (process.returncode, rest) == (130, "")
    document = json.loads(text)
    assert document["folders"] == ["N22/N22_Inter", "N22/N22_FURN"]
    assert document["environment"]["FRONTOL_DESK_KASSAS"] == "N22:N22_Inter,N22_FURN"
    assert document["environment"]["FRONTOL_DESK_DATABASE__DSN"].startswith("postgresql://")
    reset = subprocess.run(
        [*command, "--reset"], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert json.loads(reset.stdout) == {"reset": True}
    assert not (tmp_path / "demo").exists()
