"""Dead letters, quarantined lines and gaps as they are tried again: what is open, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from frontol_desk.domain.asks import KeptOriginal, NumberRange
from frontol_desk.domain.report import Stage
from frontol_desk.domain.values import DateRange, SourceFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLetter:
    """Something open. `numbers`, else `dates` are what to ask its kassa for, `original` is what has come of it.

    `stage` is where it failed. An original is `outdated` when a later answer for its days is stored.
    """

    key: str
    folder: SourceFolder
    dates: DateRange | None = None
    numbers: NumberRange | None = None
    stage: Stage | None = None
    original: KeptOriginal | None = None
    outdated: bool = False
