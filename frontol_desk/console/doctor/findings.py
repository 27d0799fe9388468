"""What a look found, as probes: in order, worth attention, or wrong; never an exception."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus

_log = logging.getLogger(__name__)
_PASSING = {ErrorCode.FTP_BUSY}
"""What says that the server lives, only not for us at the moment."""

Tell = Callable[[Probe], object]


def fine(name: str, said: str = "", latency_ms: float | None = None, /, **facts: object) -> Probe:
    """Return that something is in order; `said` is the text that tells it, filled with `facts`."""
    return Probe(name=name, status=ProbeStatus.OK, latency_ms=latency_ms, said=said, facts=facts)


def doubtful(name: str, said: str | DeskError, /, **facts: object) -> Probe:
    """Return that something is worth attention: a failure, or a text that has another with the next action."""
    if isinstance(said, DeskError):
        return Probe(name=name, status=ProbeStatus.WARNING, error=said)
    return Probe(name=name, status=ProbeStatus.WARNING, said=said, facts=facts)


def wrong(name: str, error: DeskError) -> Probe:
    """Return that something is wrong, or only busy at the moment."""
    status = ProbeStatus.WARNING if error.code in _PASSING else ProbeStatus.ERROR
    return Probe(name=name, status=status, error=error)


def untried(name: str, error: DeskError) -> Probe:
    """Return that something could not even be tried, because of what failed before."""
    facts = {"cause": error.placed_message, "next": error.hint}
    return Probe(name=name, status=ProbeStatus.ERROR, said="probe_untried", facts=facts)


async def guarded(name: str, look: Awaitable[Probe], *, seconds: float, late: DeskError) -> Probe:
    """Return what a look finds; when it fails, or takes longer than it may, that is what was found."""
    try:
        async with asyncio.timeout(seconds):
            return await look
    except DeskError as error:
        return wrong(name, error)
    except TimeoutError:
        return wrong(name, late)
    except Exception as error:  # noqa: BLE001 - a probe never raises: whatever it is, it is the answer
        _log.debug("%s", name, exc_info=True)
        return wrong(name, DeskError(ErrorCode.INTERNAL, cause=type(error).__name__))
