"""The one real day there is: the masked export of P13/P13 for 28.12.2025. Invented days continue its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import SourceFolder
from frontol_desk.format.registry import default_registry
from frontol_desk.simulator.day.profile import KassaProfile, Start, Station, Workplace, make_workplace
from frontol_desk.simulator.day.sequence import ONE_DAY, Sequence
from frontol_desk.simulator.lines import LINE_END, Dialect

REAL_FOLDER = SourceFolder("P13", "P13")
REAL_DAY = date(2025, 12, 28)
_HEADER = 3
_SHARES = (0.34, 0.36, 0.30)
_STATION = 2

Cells = dict[str, str]


@cache
def real_export() -> bytes:
    """Return the file as it was exported."""
    return resource("demo/response.txt").read_bytes()


@cache
def _text_lines() -> tuple[str, ...]:
    return tuple(real_export().decode("utf-8").split(LINE_END)[:-1])


def real_report_number() -> int:
    """Return the report number in its header."""
    return int(_text_lines()[_HEADER - 1])


def _cells(line: str) -> Cells:
    """Split a line into values by column name."""
    values = line.split(";")
    layout = default_registry().layout_of(int(values[3]))
    return {name: values[index] for name, index in layout.positions.items() if index < len(values)}


def _lines_by_till() -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for line in _text_lines()[_HEADER:]:
        found.setdefault(int(_cells(line)["cash_register_code"]), []).append(line)
    return {code: tuple(lines) for code, lines in found.items()}


def real_profile(seed: int) -> KassaProfile:
    """Return the profile of P13/P13: its tills, with numbers that run into the real day and go on after it."""
    lines = _lines_by_till()
    tills = tuple(
        _till(f"{REAL_FOLDER}#{seed}", code, share, lines[code]) for (code, share) in zip(lines, _SHARES, strict=True)
    )
    numbers = [number for made in lines.values() for number in _station_numbers(made)]
    sequence = Sequence(f"{REAL_FOLDER}#{seed}/station", 60, 10, REAL_DAY, min(numbers), max(numbers) + 1)
    station = Station(_STATION, 6, sequence)
    return KassaProfile(tills, station=station, database_id=_text_lines()[1], real_days={REAL_DAY: lines})


def _station_numbers(lines: tuple[str, ...]) -> Iterator[int]:
    for line in lines:
        opener, _, rest = _cells(line).get("document_info", "").partition("/")
        if opener == str(_STATION):
            yield int(rest.partition("/")[2])


def _till(salt: str, code: int, share: float, lines: tuple[str, ...]) -> Workplace:
    """Read off the real lines where a till's numbers, its fiscal device and its drawer stood."""
    cells = [_cells(line) for line in lines]
    opened = next(line for line in cells if line["transaction_type"] == "64")
    closed = next(line for line in cells if line["transaction_type"] == "63" and line["fiscal_drive_serial"])

    def start(numbers: Cells, document: Cells, device: Cells, more: int) -> Start:
        return Start(
            lines=int(numbers["transaction_id_unique"]) + more,
            document=int(document["document_number"]) + more,
            fiscal=int(device["fiscal_document_number"]) + more,
            shift=int(device["shift_number"]) + more,
            drive_shift=int(device["fiscal_drive_shift_number"]) + more,
        )

    return make_workplace(
        salt,
        code,
        share=share,
        dialect=Dialect.FRONTOL_6,
        anchor=REAL_DAY,
        first=start(cells[0], opened, opened, 0),
        after=start(cells[-1], cells[-1], closed, 1),
        registration=opened["kkt_registration_number"],
        drive=opened["fiscal_drive_serial"],
        print_group=int(opened["print_group_code"]),
        float_cash=_amount(opened["cash_in_drawer"]),
        cash={REAL_DAY - ONE_DAY: _amount(opened["cash_in_drawer"]), REAL_DAY: _amount(closed["cash_in_drawer"])},
    )


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
