"""What somebody wants of a console."""

from __future__ import annotations

from dataclasses import dataclass

from frontol_desk.domain.report import Trigger
from frontol_desk.domain.values import DateRange


@dataclass(frozen=True, kw_only=True)
class LoadOrder:
    """What somebody wants loaded. `kassas` as in ``--kassa``; empty: all. None: what the settings say.

    `relative`: the days follow from today's date, nobody named them.
    With `catch_up` each folder is asked for the days since its last complete one instead of `dates`.
    """

    dates: DateRange
    kassas: tuple[str, ...] = ()
    request: bool = True
    wait_seconds: float | None = None
    strategy: str | None = None
    trigger: Trigger = Trigger.CLI
    catch_up: bool = False
    relative: bool = False
