"""What a simulated kassa is like: its workplaces, its dialect and encoding, its habits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from frontol_desk.simulator.day.goods import CASHIERS, DOCUMENT_KINDS, PAYMENTS, PRINT_GROUPS, goods
from frontol_desk.simulator.day.sequence import Sequence, chance
from frontol_desk.simulator.lines import Dialect, Style

LINES_A_DAY = 1500
_SWAY = 0.3
_FIRST_CASHIER = 90_000_001
_FIRST_EMPLOYEE = 8_000_001


@dataclass(frozen=True)
class Workplace:
    """One till of a folder. Sequences give its numbers per day; `cash` is what some evenings leave in the drawer."""

    code: int
    lines: Sequence
    receipts: Sequence
    documents: Sequence
    fiscal: Sequence
    shifts: Sequence
    drive_shifts: Sequence
    registration: str
    drive: str
    print_group: int = 1
    other_group: int = 2
    float_cash: Decimal = Decimal(0)
    cash: Mapping[date, Decimal] = field(default_factory=dict)

    def evening_cash(self, day: date) -> Decimal:
        """Return what is left in the drawer when a day ends, which is what the next day begins with."""
        return self.cash.get(day, self.float_cash + chance(self.lines.salt, "cash", day) % 80 * 100)


@dataclass(frozen=True)
class Station:
    """A workplace that only opens documents; they are paid at the tills and keep its numbers."""

    code: int
    shift: int
    documents: Sequence


@dataclass(frozen=True)
class KassaProfile:
    """What does not change from day to day.

    `pays_with_41`: payments without an amount entered (older tills). `real_days`: lines by workplace of days that are
    not invented.
    """

    workplaces: tuple[Workplace, ...]
    station: Station | None = None
    dialect: Dialect = Dialect.FRONTOL_6
    encoding: str = "utf-8"
    database_id: str = "1"
    with_names: bool = False
    rounding: bool = True
    pays_with_41: bool = False
    real_days: Mapping[date, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def style(self) -> Style:
        """How values are written."""
        return Style(self.dialect, _names() if self.with_names else {})


@cache
def _names() -> Mapping[str, Mapping[int | str, str]]:
    cashiers: dict[int | str, str] = {_FIRST_CASHIER + n: name for n, name in enumerate(CASHIERS)}
    employees: dict[int | str, str] = {_FIRST_EMPLOYEE + n: name for n, name in enumerate(CASHIERS)}
    groups = PRINT_GROUPS
    return {
        "cashier_code": cashiers,
        "employee_code": employees,
        "item_identifier": {good.code: good.name for good in goods()},
        "payment_type_code": PAYMENTS,
        "document_type_code": DOCUMENT_KINDS,
        "print_group_code": groups,
        "document_print_group_code": groups,
    }


def cashier(index: int) -> int:
    """Return a cashier's code."""
    return _FIRST_CASHIER + index % len(CASHIERS)


def employee(index: int) -> int:
    """Return an employee's code."""
    return _FIRST_EMPLOYEE + index % len(CASHIERS)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a workplace's numbers stand on the anchor day; for a real day also where they go on (`after`)."""

    lines: int
    document: int
    fiscal: int
    shift: int
    drive_shift: int


def make_workplace(
    salt: str,
    code: int,
    *,
    share: float,
    dialect: Dialect,
    anchor: date,
    first: Start,
    after: Start | None = None,
    registration: str,
    drive: str,
    print_group: int = 1,
    float_cash: Decimal = Decimal(2000),
    cash: Mapping[date, Decimal] | None = None,
) -> Workplace:
    """Build a till that writes about `share` of the folder's lines.

    Receipts are few enough that the scarcest day still gives each its shortest form, documents number more than any day
    can have (gaps in them are normal), and the fiscal device counts receipts plus the opening and the closing report.
    """
    base = round(LINES_A_DAY * share)
    per_receipt = 30 if dialect is Dialect.FRONTOL_6 else 18
    count, sway = base // per_receipt, max(2, base // per_receipt // 5)

    def sequence(name: str, every: int, spread: int) -> Sequence:
        key = {"receipts": "fiscal"}.get(name, name)
        begin = getattr(first, key)
        end = getattr(after, key) if after else None
        # Receipts share the fiscal device's jitter: it counts them and two reports more each day.
        return Sequence(f"{salt}/{code}/{key}", every, spread, anchor, begin, end)

    return Workplace(
        code,
        sequence("lines", base, int(base * _SWAY)),
        sequence("receipts", count, sway),
        sequence("document", count + 2 * sway + 30, sway),
        sequence("fiscal", count + 2, sway),
        sequence("shift", 1, 1),
        sequence("drive_shift", 1, 1),
        registration,
        drive,
        print_group,
        3 - print_group,
        float_cash,
        cash or {},
    )
