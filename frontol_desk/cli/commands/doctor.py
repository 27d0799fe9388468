"""``doctor``: is everything there that loads depend on, and may this account use it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from textwrap import indent
from typing import TYPE_CHECKING

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import console_for, number, print_document, say
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.settings.load import EVERYTHING

if TYPE_CHECKING:
    from frontol_desk.settings.model import Settings
    from frontol_desk.settings.problems import SettingProblem

_GROUPS = ("settings", "secrets", "disk", "database", "ftp")
_CODES = {ProbeStatus.OK: ExitCode.OK, ProbeStatus.WARNING: ExitCode.PARTIAL, ProbeStatus.ERROR: ExitCode.FAILED}


@click.command("doctor")
@click.option("--only", multiple=True, type=click.Choice(_GROUPS), help="Only this; repeatable.")
@global_options
@pass_call
def doctor(call: Call, only: tuple[str, ...]) -> int:
    """Check database, exchange, passwords, disk and clocks as the account that runs it.

    Small files are put into the request and response folders to try what is allowed there, and removed at once. Ends
    with 1 when something needs attention, with 2 when something is wrong.
    """
    with _progress(quiet=call.json) as on_probe:
        settings, problems = call.read_settings(EVERYTHING)  # which waits for the store of secrets
        call.begin(settings, [])
        probes = run_task(_examine(call, settings, problems, only or _GROUPS, on_probe))
    status = _worst(probes)
    if call.json:
        print_document({"status": status.value, "checks": [_document(probe) for probe in probes]})
    else:
        _print(probes, status)
    return _CODES[status]


async def _examine(
    call: Call,
    settings: Settings,
    problems: Sequence[SettingProblem],
    only: Collection[str],
    on_probe: Callable[[Probe], object],
) -> tuple[Probe, ...]:
    from frontol_desk.console.doctor import examine

    async with AsyncExitStack() as stack:
        if call.demo:
            from frontol_desk.console.demo_settings import demo_settings

            settings = await stack.enter_async_context(demo_settings(settings, window=False))
        return await examine(settings, problems=problems, only=only, on_probe=on_probe)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[Probe], object]]:
    """Count on a terminal what is done."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    done = 0
    with console_for(sys.stderr).status(text("doctor_checking", count=number(done))) as shown:

        def count(_: Probe) -> None:
            nonlocal done
            done += 1
            shown.update(text("doctor_checking", count=number(done)))

        yield count


def _worst(probes: Sequence[Probe]) -> ProbeStatus:
    found = {probe.status for probe in probes}
    return next((status for status in (ProbeStatus.ERROR, ProbeStatus.WARNING) if status in found), ProbeStatus.OK)


def _document(probe: Probe) -> dict[str, str | float | None]:
    return {
        "name": probe.name,
        "status": probe.status.value,
        "message": probe.message,
        "hint": probe.hint,
        "latency_ms": None if probe.latency_ms is None else round(probe.latency_ms, 1),
    }


def _print(probes: Sequence[Probe], status: ProbeStatus) -> None:
    """Print what was found, and the next action for what is not in order; one that several share in a row once.

    Folders that are in order are only counted.
    """
    folders = [probe for probe in probes if probe.is_folder]
    good = [probe for probe in folders if probe.status is ProbeStatus.OK]
    shown = [probe for probe in probes if probe not in good]
    for probe, following in zip(shown, [*shown[1:], None], strict=True):
        _say(probe.status, f"{probe.title}: {probe.message}{_latency(probe)}")
        if probe.hint and (following is None or following.hint != probe.hint):
            say(indent(text("hint", hint=probe.hint).strip(), " " * (_width() + 2)))
    if good:
        _say(ProbeStatus.OK, text("doctor_folders", count=number(len(good)), total=number(len(folders))))
    counts = {f"{one}s": sum(probe.status.value == one for probe in probes) for one in ("error", "warning")}
    say(text(f"doctor_summary_{status.value}", count=number(len(probes)), **counts))


def _say(status: ProbeStatus, words: str) -> None:
    say(f"{text(f'state_{status.value}'):{_width()}}  {words}")


def _width() -> int:
    return max(len(text(f"state_{status.value}")) for status in ProbeStatus)


def _latency(probe: Probe) -> str:
    if probe.latency_ms is None:
        return ""
    return text("doctor_latency", milliseconds=number(max(1, round(probe.latency_ms))))
