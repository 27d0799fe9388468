"""A workplace's whole day: shift opened, documents, X reports, Z reports, shift closed, and the drawer counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.profile import KassaProfile, Workplace, cashier, employee
from frontol_desk.simulator.day.receipt import ZERO, Composer, Position, shape_of
from frontol_desk.simulator.day.receipt_lines import CLOSING, DEVICE, KINDS, Fiscal, Pen, Place, fiscal_values
from frontol_desk.simulator.lines import Style, Value

_OPENING = time(8, 56, 44)
_TRADING_SECONDS = 11 * 3600
_CASH_DOCUMENT = 4
_ZERO_DATE = "30.12.1899"
_RETURNS = 0.04


def generate_day(folder: SourceFolder, day: date, seed: int = 1, profile: KassaProfile | None = None) -> list[str]:
    """Return the lines (no line ends) of a folder's day, grouped by workplace; the same for the same arguments."""
    return generate_days(folder, (day,), seed, profile)


def generate_days(
    folder: SourceFolder, days: Iterable[date], seed: int = 1, profile: KassaProfile | None = None
) -> list[str]:
    """Return the lines of several days as a kassa exports them: by workplace, then by day."""
    kassa = profile or profile_of(folder, seed)
    wanted, style = tuple(days), kassa.style
    lines: list[str] = []
    for place, workplace in enumerate(kassa.workplaces):
        for day in wanted:
            if day in kassa.real_days:
                lines += kassa.real_days[day][workplace.code]
            else:
                lines += _Shift(folder, day, seed, kassa, workplace, place, style).lines()
    return lines


class _Shift:
    """One till's day being made. The number of lines and of receipts is known beforehand and met exactly."""

    def __init__(
        self,
        folder: SourceFolder,
        day: date,
        seed: int,
        kassa: KassaProfile,
        workplace: Workplace,
        place: int,
        style: Style,
    ) -> None:
        self._day, self._kassa, self._till, self._place = day, kassa, workplace, place
        self._dice = Random(f"{folder}|{day}|{seed}|{workplace.code}")  # noqa: S311 - a game, no secret
        self._pen = Pen(style, day, workplace.lines.start(day), pays_with_41=kassa.pays_with_41)
        self._shape = shape_of(kassa.dialect)
        self._shift = workplace.shifts.start(day)
        self._document = workplace.documents.start(day)
        self._fiscal_number = workplace.fiscal.start(day)
        self._from_station = 0
        self._revenue = self._sales = ZERO
        self._cash = workplace.evening_cash(day - timedelta(days=1))
        opening = datetime.combine(day, _OPENING) + timedelta(seconds=self._dice.randrange(1800))
        self._now = self._stamped = opening
        workers = tuple(employee(n) for n in range(self._place, self._place + 3))
        self._composer = Composer(self._dice, self._shape, rounding=kassa.rounding, employees=workers)

    def lines(self) -> list[str]:
        """Return the day's lines, in order of number."""
        cancelled = [self._composer.cancelled(self._dice.randint(1, 4)) for _ in range(self._dice.randint(1, 3))]
        x_reports = self._dice.randint(1, 3)
        cash_in = self._cash < 1000 or self._dice.random() < 0.4
        total = self._till.lines.count(self._day)
        rest = total - 4 - x_reports - _CASH_DOCUMENT * (1 + cash_in) - sum(map(self._length, cancelled))
        budgets = self._budgets(rest)
        self._open()
        if cash_in:
            self._move_cash(Decimal(self._dice.choice((1000, 2500, 4000))))
        self._trade(budgets, cancelled)
        if not self._settle_drawer():
            x_reports += _CASH_DOCUMENT
        self._close(x_reports)
        return self._pen.lines

    def _length(self, positions: list[Position]) -> int:
        """Count the lines of a cancelled document."""
        if self._pen.older:
            return 4 + sum(1 + position.cancelled for position in positions)
        return 2 + sum(2 + position.cancelled for position in positions)

    def _budgets(self, lines: int) -> list[int]:
        """Deal lines out to receipts unevenly, at least what the shortest receipt takes."""
        count, least = self._till.receipts.count(self._day), self._shape.least
        spare = lines - count * least
        weights = [self._dice.expovariate(1) + 0.1 for _ in range(count)]
        scale = spare / sum(weights)
        budgets = [least + int(weight * scale) for weight in weights]
        budgets[-1] += lines - sum(budgets)
        return budgets

    def _trade(self, budgets: list[int], cancelled: list[list[Position]]) -> None:
        cancel_before = {self._dice.randrange(1, len(budgets)): positions for positions in cancelled}
        left_over = list(cancelled)
        pause = _TRADING_SECONDS // (len(budgets) + 1)
        for index, budget in enumerate(budgets):
            self._now += timedelta(seconds=self._dice.randrange(pause // 4, pause))
            if index in cancel_before:
                left_over.remove(cancel_before[index])
                self._cancel(cancel_before[index])
            self._sell(budget, first=index == 0)
        for positions in left_over:
            self._cancel(positions)

    def _sell(self, budget: int, *, first: bool) -> None:
        is_return = not first and self._dice.random() < _RETURNS
        receipt = self._composer.compose(budget, is_return=is_return, cash_only_below=self._cash)
        opened, closed = self._now, self._now + timedelta(seconds=20 + 7 * len(receipt.positions))
        fiscal = self._stamp(closed)
        self._pen.write_receipt(receipt, self._where(may_be_station=not is_return), fiscal, opened, closed)
        self._now = closed
        self._cash += receipt.cash
        if is_return:
            self._revenue -= receipt.payable
        else:
            self._revenue += receipt.payable
            self._sales += receipt.payable

    def _cancel(self, positions: list[Position]) -> None:
        self._pen.write_cancelled(positions, self._where(), self._now, self._now + timedelta(seconds=11))

    def _move_cash(self, amount: Decimal) -> None:
        self._now += timedelta(seconds=15)
        self._pen.write_cash(amount, self._where(), self._now)
        self._cash += amount

    def _settle_drawer(self) -> bool:
        """Leave in the drawer what the evening should leave there; false when nothing had to be moved."""
        difference = self._till.evening_cash(self._day) - self._cash
        if difference:
            self._move_cash(difference)
        return bool(difference)

    def _where(self, *, may_be_station: bool = False) -> Place:
        """Give the next document its number: ours, or that of one which the station opened and which is paid here."""
        till, station = self._till, self._kassa.station
        person = cashier(self._place + self._dice.randrange(2))
        if station and may_be_station and self._dice.random() < 0.2:
            number = station.documents.start(self._day) + len(self._kassa.workplaces) * self._from_station + self._place
            self._from_station += 1
            info = f"{station.code}/{station.shift}/{number}"
            return Place(till.code, self._shift, number, till.print_group, info, cashier(self._place + 2), person)
        number = self._next_document()
        info = f"{till.code}/{self._shift}/{number}"
        return Place(till.code, self._shift, number, till.print_group, info, person, person)

    def _next_document(self) -> int:
        number = self._document
        self._document += 1
        return number

    def _stamp(self, at: datetime) -> Fiscal:
        """Give the next fiscal number; the time it carries is that of the fiscal document before it."""
        previous, self._stamped = self._stamped, at
        number = self._fiscal_number
        self._fiscal_number += 1
        sign = f"{self._dice.randrange(10**10):010}"
        return Fiscal(
            self._till.registration, self._till.drive, number, sign, self._till.drive_shifts.start(self._day), previous
        )

    def _report(self, document: int, operation: int = DEVICE) -> dict[str, Value]:
        return {
            "cash_register_code": self._till.code,
            "document_number": document,
            "cashier_code": cashier(self._place),
            "shift_number": self._shift,
            "reserved_13": str(operation),
            "reserved_23": str(KINDS[operation]),
            "print_group_code": self._till.print_group,
        }

    def _figures(self, revenue: Decimal, income: Decimal) -> dict[str, Value]:
        return {
            "shift_revenue": revenue,
            "cash_in_drawer": self._cash,
            "shift_income_total": income,
            "reserved_20": self._text(income),
        }

    def _text(self, amount: Decimal) -> str:
        return f"{amount:.2f}" if self._pen.older else f"{amount.normalize():f}".replace(".", ",")

    def _open(self) -> None:
        """Write the 64; its revenue is a left-over of the previous shift, as on real tills."""
        stamp = self._stamp(self._now - timedelta(seconds=2))
        left_over = Decimal(self._dice.randrange(500, 200_000))
        own_time: dict[str, Value] = {"settlement_at": f"{self._stamped:%d.%m.%Y %H:%M:%S}"}
        device = fiscal_values(stamp) | {"reserved_19": stamp.drive, "fiscal_sign": stamp.sign.lstrip("0")}
        report = self._report(self._next_document())
        self._pen.write(64, self._now, report, self._figures(left_over, left_over), device, own_time)
        self._stamped = self._now

    def _close(self, x_reports: int) -> None:
        """Write X reports, two Z reports (the second group has no fiscal device) and the close of the shift."""
        pen, shift, figures = self._pen, str(self._shift), self._figures(self._revenue, self._sales)
        for _ in range(x_reports):
            self._now += timedelta(seconds=self._dice.randrange(8, 400))
            pen.write(60, self._now, self._report(self._next_document()), figures, {"reserved_9": shift})
        self._now += timedelta(seconds=25)
        stamp = self._stamp(self._now - timedelta(seconds=5))
        own_time: dict[str, Value] = {"settlement_at": f"{self._stamped:%d.%m.%Y %H:%M:%S}"}
        device = fiscal_values(stamp) | {"reserved_19": stamp.drive} | own_time
        pen.write(63, self._now, self._report(self._next_document()), figures, device)
        pen.write(63, self._now, self._report(self._next_document()), self._nothing())
        self._now += timedelta(seconds=60)
        self._document += 2
        totals: dict[str, Value] = {"shift_revenue": self._revenue, "shift_sales_total": self._sales}
        totals |= {"reserved_9": shift, "reserved_20": self._text(self._sales)}
        if not pen.older:
            totals["reserved_11"] = "0"
        pen.write(61, self._now, self._report(self._next_document(), CLOSING), totals)

    def _nothing(self) -> dict[str, Value]:
        return {
            "shift_revenue": ZERO,
            "cash_in_drawer": ZERO,
            "shift_income_total": ZERO,
            "reserved_20": self._text(ZERO),
            "print_group_code": self._till.other_group,
            "settlement_at": _ZERO_DATE,
        }
