"""Turns lines into the bytes of an answer, whole or spoiled on purpose."""

from __future__ import annotations

from collections.abc import Callable

from frontol_desk.format.registry import default_registry
from frontol_desk.simulator.behaviour import Spoil
from frontol_desk.simulator.day.profile import KassaProfile
from frontol_desk.simulator.lines import LINE_END, Export

UNKNOWN_TYPE = 777
Change = Callable[[str], str]
_FIRST_PART = 0.6
_CUT_BYTES = 21


def spoiled_bytes(lines: tuple[str, ...], profile: KassaProfile, report: int, flag: str, spoil: Spoil | None) -> bytes:
    """Return the file: one export, or with `TWO_EXPORTS` an earlier, overlapping one before it."""
    if spoil is Spoil.BROKEN:
        lines = _replaced(lines, "11", _broken)
    elif spoil is Spoil.UNKNOWN_TYPE:
        lines = _replaced(lines, "49", _unknown)
    text = Export(lines, profile.database_id, report, flag).text()
    if spoil is Spoil.TWO_EXPORTS:
        earlier = lines[: int(len(lines) * _FIRST_PART)]
        text = Export(earlier, profile.database_id, report - 1, flag).text() + text
    if spoil is Spoil.CUT:
        text = text[: -_CUT_BYTES - len(LINE_END)]
    return text.encode(profile.encoding)


def _replaced(lines: tuple[str, ...], type_: str, change: Change) -> tuple[str, ...]:
    """Change the middle one of the lines of a type."""
    places = [index for index, line in enumerate(lines) if line.split(";", 4)[3] == type_]
    if not places:
        return lines
    place = places[len(places) // 2]
    return (*lines[:place], change(lines[place]), *lines[place + 1 :])


def _broken(line: str) -> str:
    """Put letters where the quantity should be."""
    cells = line.split(";")
    cells[default_registry().layout_of(int(cells[3])).positions["quantity"]] = "abc"
    return ";".join(cells)


def _unknown(line: str) -> str:
    """Make it a type that nobody knows."""
    cells = line.split(";")
    cells[default_registry().layout_of(int(cells[3])).positions["transaction_type"]] = str(UNKNOWN_TYPE)
    return ";".join(cells)
