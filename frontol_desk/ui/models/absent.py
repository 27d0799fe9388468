"""The words for kassas that have not delivered a day by their hour."""

from __future__ import annotations

from collections.abc import Sequence

from frontol_desk.domain.overview import Absence
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.translation import translate

_MOST_NAMES = 3


def absent_text(absences: Sequence[Absence]) -> str:
    """Return whose sales are missing: No sales of 27 Dec 2025 from P13/P13, expected by 09:00."""
    days = [absence.day for absence in absences]
    names = ", ".join(str(absence.folder) for absence in absences[:_MOST_NAMES])
    more = len(absences) - _MOST_NAMES
    if more > 0:
        #: {days}: a day or several; {names}: folders; %Ln counts further folders
        text = translate(
            "Absence", "No sales of {days} from {names} and %Ln more folder(s), expected by {hour}", None, more
        )
    else:
        text = translate("Absence", "No sales of {days} from {names}, expected by {hour}")
    hour = formats.clock(max(absence.due for absence in absences))
    return text.format(days=formats.dates(DateRange(min(days), max(days))), names=names, hour=hour)


def absent_hint() -> str:
    """Return what to do about it."""
    return translate("Absence", "Check that the kassa is switched on and connected, then load what is missing.")


def absent_word(absence: Absence) -> str:
    """Return a folder's absence in short: 27 Dec is missing, expected by 09:00."""
    return translate("Absence", "{day} is missing, expected by {hour}").format(
        day=formats.day_short(absence.day), hour=formats.clock(absence.due)
    )
