"""A receipt as a thing: positions, discounts, payments, their sums. Composed to give exactly so many lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property
from random import Random

from frontol_desk.simulator.day.goods import Good, goods
from frontol_desk.simulator.lines import Dialect

ZERO = Decimal(0)
_KOPECK = Decimal("0.01")
_THOUSANDTHS = tuple(Decimal(n) / 1000 for n in (325, 140, 1_275, 85, 500, 2_040, 999, 75, 1_000, 3_150, 410, 733))
_NOTES = (50, 100, 500, 1000, 5000)


def kopecks(amount: Decimal) -> Decimal:
    """Round to 0.01, halves up."""
    return amount.quantize(_KOPECK, ROUND_HALF_UP)


@dataclass(slots=True)
class Discount:
    """A discount on a position: `value` is roubles for type 15, percent for type 17; negative is a surcharge."""

    type: int
    value: Decimal
    amount: Decimal


@dataclass(slots=True)
class Position:
    """A registered item. Sums are positive here; a return turns the signs when it is written. `cancelled`: stornoed."""

    good: Good
    quantity: Decimal
    employee: int
    cancelled: bool = False
    mark: str = ""
    discounts: list[Discount] = field(default_factory=list)
    bonus: Decimal = ZERO
    document_discount: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """Price times quantity."""
        return self.good.price * self.quantity

    @property
    def total(self) -> Decimal:
        """What is paid for it."""
        paid = self.amount - self.bonus - self.document_discount
        for discount in self.discounts:
            paid -= discount.amount
        return paid

    @property
    def price(self) -> Decimal:
        """The final unit price, rounded to 0.01."""
        return kopecks(self.total / self.quantity)


@dataclass(slots=True)
class Payment:
    """Money given; negative for change. `operation` 0 is cash, 1 a bank card, 8 an external gift card."""

    kind: int
    operation: int
    amount: Decimal
    card: str = ""


@dataclass
class Receipt:
    """A sale or a return. `document_discount` is its type (35 or 37) and value; its shares lie on the positions."""

    is_return: bool
    rounding: bool
    positions: list[Position] = field(default_factory=list)
    document_discount: tuple[int, Decimal] | None = None
    payments: list[Payment] = field(default_factory=list)
    customer: str = ""

    @property
    def kept(self) -> list[Position]:
        """The positions that were not cancelled."""
        return [position for position in self.positions if not position.cancelled]

    @cached_property
    def quantity(self) -> Decimal:
        """All pieces and kilograms together."""
        return sum((position.quantity for position in self.kept), ZERO)

    @cached_property
    def amount(self) -> Decimal:
        """The sum without any discount."""
        return sum((position.amount for position in self.kept), ZERO)

    @cached_property
    def fiscal_total(self) -> Decimal:
        """The sum with all discounts, before rounding."""
        return sum((position.total for position in self.kept), ZERO)

    @cached_property
    def payable(self) -> Decimal:
        """What is to be paid: kopecks are dropped where the kassa rounds."""
        return self.fiscal_total.quantize(Decimal(1), ROUND_DOWN) if self.rounding else self.fiscal_total

    @property
    def dropped(self) -> Decimal:
        """The kopecks that rounding dropped."""
        return self.fiscal_total - self.payable

    @property
    def bonus(self) -> Decimal:
        """What was paid by bonus."""
        return sum((position.bonus for position in self.positions), ZERO)

    @property
    def shared_discount(self) -> Decimal:
        """The discount on the document."""
        return sum((position.document_discount for position in self.positions), ZERO)

    @property
    def cash(self) -> Decimal:
        """What it puts into the drawer; negative for a return."""
        given = sum((payment.amount for payment in self.payments if payment.operation == 0), ZERO)
        return -given if self.is_return else given


@dataclass(frozen=True, slots=True)
class Shape:
    """How many lines the parts of a receipt take in a dialect."""

    fixed: int
    item: int
    cancelled: int
    has_bonus: bool

    @property
    def least(self) -> int:
        """The lines of the shortest receipt: one position, one payment, and room for the rounding."""
        return self.fixed + 2 + 1 + self.item


def shape_of(dialect: Dialect) -> Shape:
    """Return the shape: Frontol 6 writes 42, 49, 121, 45, 55 and per item 11, 16, 14, 29; older ones 42, 49, 45, 55."""
    return Shape(5, 4, 3, True) if dialect is Dialect.FRONTOL_6 else Shape(4, 1, 2, False)


class Composer:
    """Makes receipts of a wanted number of lines; whatever room is left becomes promotions that gave nothing."""

    def __init__(self, dice: Random, shape: Shape, *, rounding: bool, employees: tuple[int, ...]) -> None:
        self._dice = dice
        self._shape = shape
        self._rounding = rounding
        self._employees = employees
        self._goods = goods()
        self._left = 0

    def compose(self, lines: int, *, is_return: bool, cash_only_below: Decimal) -> Receipt:
        """Return a receipt of `lines` lines. A return is paid in cash only below `cash_only_below`."""
        dice, shape = self._dice, self._shape
        receipt = Receipt(is_return, self._rounding)
        self._left = lines - shape.fixed - 2 - 1
        wide = self._left - shape.item - 3
        two_payments = wide >= 2 and dice.random() < 0.25
        with_bonus = shape.has_bonus and wide >= 4 and dice.random() < 0.12
        with_document_discount = wide >= 6 and not with_bonus and dice.random() < 0.1
        self._left -= 2 * two_payments + 3 * with_bonus + with_document_discount
        self._add_positions(receipt, int(with_document_discount))
        if with_bonus:
            self._pay_by_bonus(receipt)
        if with_document_discount:
            self._discount_document(receipt)
        if not receipt.dropped:
            self._left += 1
        self._fill(receipt)
        receipt.customer = self._customer()
        self._pay(receipt, two=two_payments, cash_allowed=not is_return or receipt.payable < cash_only_below)
        return receipt

    def cancelled(self, count: int) -> list[Position]:
        """Return the positions of a document that never became a receipt."""
        return [self._position(stornoed=self._dice.random() < 0.3) for _ in range(count)]

    def _add_positions(self, receipt: Receipt, share: int) -> None:
        dice, shape = self._dice, self._shape
        while self._left >= shape.item + share:
            stornoed = bool(receipt.positions) and dice.random() < 0.04 and self._left >= shape.cancelled
            position = self._position(stornoed=stornoed)
            self._left -= shape.cancelled if stornoed else shape.item + share
            if not stornoed and self._left and dice.random() < 0.35:
                self._left -= 1
                position.discounts.append(self._discount(position))
            receipt.positions.append(position)

    def _position(self, *, stornoed: bool) -> Position:
        dice = self._dice
        good = dice.choice(self._goods)
        quantity = dice.choice(_THOUSANDTHS) if good.weighed else Decimal(1 if good.item_class else dice.randint(1, 4))
        mark = good.mark(dice) if good.item_class else ""
        return Position(good, quantity, dice.choice(self._employees), stornoed, mark)

    def _discount(self, position: Position) -> Discount:
        luck = self._dice.random()
        if luck < 0.06:
            return Discount(15, Decimal(-1), Decimal(-1))
        if luck < 0.4:
            value = min(Decimal(self._dice.randint(1, 40)), position.amount // 2)
            return Discount(15, value, value)
        percent = Decimal(self._dice.choice((3, 5, 7, 10, 15, 50)))
        return Discount(17, percent, kopecks(position.amount * percent / 100))

    def _pay_by_bonus(self, receipt: Receipt) -> None:
        """Spread the bonus over two positions (or one, where there is but one)."""
        able = [position for position in receipt.kept if position.total >= 2]
        for position in able[:2]:
            position.bonus = kopecks(position.total * self._dice.randint(1, 40) / 100)
        self._left += 2 - min(2, len(able)) + (0 if able else 1)

    def _discount_document(self, receipt: Receipt) -> None:
        """Take a percentage or an amount off the whole receipt, shared over its positions in proportion."""
        kept, subtotal = receipt.kept, sum((position.total for position in receipt.kept), ZERO)
        if self._dice.random() < 0.5:
            percent = Decimal(self._dice.choice((2, 3, 5, 10)))
            receipt.document_discount = 37, percent
            amount = kopecks(subtotal * percent / 100)
        else:
            amount = min(Decimal(self._dice.randint(1, 90)), subtotal // 2)
            receipt.document_discount = 35, amount
        left = amount
        for position in kept[1:]:
            position.document_discount = (amount * position.total / subtotal).quantize(_KOPECK, ROUND_DOWN)
            left -= position.document_discount
        kept[0].document_discount = left

    def _fill(self, receipt: Receipt) -> None:
        kept = receipt.kept
        for _ in range(self._left):
            self._dice.choice(kept).discounts.append(Discount(self._dice.choice((15, 17)), ZERO, ZERO))

    def _customer(self) -> str:
        luck, dice = self._dice.random(), self._dice
        if luck < 0.12:
            return f"$+7{dice.randrange(1000):010}"
        if luck < 0.2:
            return f"@{9_000_000 + dice.randrange(1000)}"
        return f"@{9_000_000 + dice.randrange(1000)}|#{dice.randrange(10**6):08}" if luck < 0.22 else ""

    def _pay(self, receipt: Receipt, *, two: bool, cash_allowed: bool) -> None:
        dice, due = self._dice, receipt.payable
        by_card = not cash_allowed or dice.random() < 0.6
        if not two:
            receipt.payments.append(Payment(dice.choice((2, 3)), 1, due) if by_card else Payment(1, 0, due))
        elif receipt.is_return or dice.random() < 0.4:
            gift = min(Decimal(dice.randint(1, 20) * 50), (due / 2).quantize(Decimal(1), ROUND_DOWN))
            receipt.payments.append(Payment(20, 8, gift, f"0{dice.randrange(10**11):012}"))
            receipt.payments.append(Payment(2, 1, due - gift) if by_card else Payment(1, 0, due - gift))
        else:
            note = dice.choice(_NOTES)
            given = (due // note + 1) * note
            receipt.payments += [Payment(1, 0, given), Payment(1, 0, due - given)]
