"""How documents of a kassa are written: sales, returns, cancelled documents, money in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from frontol_desk.simulator.day.blanks import BLANKS
from frontol_desk.simulator.day.receipt import ZERO, Payment, Position, Receipt, kopecks
from frontol_desk.simulator.lines import Dialect, LineForm, Style, Value, short_date

SALE, RETURN, CASH_IN, CASH_OUT, DEVICE, CLOSING = 0, 1, 4, 5, 9, 10
KINDS = {SALE: 1, RETURN: 2, CASH_IN: 5, CASH_OUT: 6, DEVICE: 8, CLOSING: 9}
_TAX = Decimal(5) / Decimal(105)
_PROMOTIONS = {15: ("0", "0"), 17: ("1112054", "901103"), 35: ("0", "0"), 37: ("1112054", "901110")}
_DISCOUNT_TYPES = {15: "10", 17: "2", 35: "1", 37: "2"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where and by whom a document is made. `info` is opening workplace / opening shift / document number."""

    workplace: int
    shift: int
    document: int
    print_group: int
    info: str
    seller: int
    cashier: int


@dataclass(frozen=True, slots=True)
class Fiscal:
    """What the fiscal device stamps on a document: `previous` is the time of the document before it."""

    registration: str
    drive: str
    number: int
    sign: str
    drive_shift: int
    previous: datetime


class Pen:
    """Writes the lines of one workplace's day, numbering them as it goes; `lines` is what it has written."""

    def __init__(self, style: Style, day: date, number: int, *, pays_with_41: bool = False) -> None:
        self.day = day
        self.pays_with_41 = pays_with_41
        self.older = style.dialect is Dialect.OLDER
        self.lines: list[str] = []
        self._style = style
        self._date = short_date(day)
        self._first = number
        self._forms: dict[int, LineForm] = {}

    def write(self, type_: int, at: datetime, *parts: Mapping[str, Value]) -> None:
        """Write one line with the next number."""
        form = self._forms.get(type_)
        if form is None:
            form = self._forms[type_] = LineForm(
                type_, self._style, {"enterprise_id": "1"} | dict(BLANKS.get(type_, {}))
            )
        stamp: dict[str, Value] = {
            "transaction_id_unique": self._first + len(self.lines),
            "transaction_date": self._date,
        }
        self.lines.append(form.write(stamp, {"transaction_time": at.time()}, *parts))

    def write_receipt(self, receipt: Receipt, place: Place, fiscal: Fiscal, opened: datetime, closed: datetime) -> None:
        """Write a sale or a return in the order of its life: 42 [38] items [35 37] [32] payments 49 121 45 55."""
        sheet = _Sheet(self, receipt, place)
        sheet.open(opened)
        if receipt.dropped:
            self.write(38, closed, sheet.seller, sheet.group, {"rounding_amount_base": sheet.sign * receipt.dropped})
        step = (closed - opened) / (len(receipt.positions) + 2)
        for index, position in enumerate(receipt.positions, 1):
            sheet.item(position, opened + timedelta(seconds=int((step * index).total_seconds())))
        sheet.document_discount(closed)
        sheet.bonus(closed)
        for payment in receipt.payments:
            sheet.pay(payment, closed - timedelta(seconds=4))
        sheet.close(fiscal, closed)

    def write_cancelled(self, positions: list[Position], place: Place, opened: datetime, closed: datetime) -> None:
        """Write a document that was cancelled: 42, registrations, 56; older tills also 49 and 45, without a stamp."""
        receipt = Receipt(is_return=False, rounding=False, positions=positions)
        sheet = _Sheet(self, receipt, place)
        sheet.open(opened)
        for position in positions:
            sheet.item(position, opened, fiscal=False)
        amounts: dict[str, Value] = {"item_quantity": -receipt.quantity, "document_total_amount": -receipt.payable}
        if self.older:
            total = receipt.payable
            self.write(49, closed, sheet.cashier, sheet.group, {"print_group_total_amount": total})
            unstamped: dict[str, Value] = {"document_total_amount_kkt_currency": total}
            self.write(45, closed, _without_info(sheet.cashier), unstamped, sheet.group)
        self.write(56, closed, sheet.cashier, sheet.document_group, amounts)

    def write_cash(self, amount: Decimal, place: Place, at: datetime) -> None:
        """Write money put in (positive) or taken out (negative): 42, 21, 49, 50 or 51."""
        operation, value = (CASH_IN if amount > 0 else CASH_OUT), abs(amount)
        common = _common(place, operation, place.cashier)
        group = {"print_group_code": place.print_group}
        opened: dict[str, Value] = {"document_total_amount": value, "document_final_amount": value, "visitor_count": 0}
        opened |= {"document_amount_without_discounts": value, "document_print_group_code": place.print_group}
        self.write(42, at, common, opened)
        bill: dict[str, Value] = {"bill_denomination": value, "bill_amount_base": value}
        for column in ("reserved_15", "reserved_16", "reserved_20"):
            bill[column] = self._plain(value)
        self.write(21, at, common, bill, {"reserved_17": str(place.print_group)})
        zeros: dict[str, Value] = {"print_group_final_amount": ZERO, "print_group_amount_without_discounts": ZERO}
        self.write(49, at, common, group, zeros, {"print_group_total_amount": ZERO})
        amounts: dict[str, Value] = {"amount_base": value}
        if operation == CASH_IN:
            amounts |= {"reserved_16": self._plain(value), "reserved_20": self._plain(value)}
        self.write(50 if operation == CASH_IN else 51, at, common, group, amounts)

    def _plain(self, amount: Decimal) -> str:
        """Write an amount for a position that the layout calls reserved text."""
        return f"{amount:.2f}" if self.older else f"{amount.normalize():f}".replace(".", ",")


def _common(place: Place, operation: int, cashier: int) -> dict[str, Value]:
    return {
        "cash_register_code": place.workplace,
        "document_number": place.document,
        "cashier_code": cashier,
        "operation_type": operation,
        "shift_number": place.shift,
        "document_type_code": KINDS[operation],
        "document_info": place.info,
    }


class _Sheet:
    """One document being written: its common values are put together once."""

    def __init__(self, pen: Pen, receipt: Receipt, place: Place) -> None:
        operation = RETURN if receipt.is_return else SALE
        self.pen, self.receipt, self.place = pen, receipt, place
        self.sign = -1 if receipt.is_return else 1
        self.seller = _common(place, operation, place.seller)
        self.cashier = self.seller | {"cashier_code": place.cashier}
        self.group: dict[str, Value] = {"print_group_code": place.print_group}
        self.document_group: dict[str, Value] = {"document_print_group_code": place.print_group}

    def _totals(self) -> dict[str, Value]:
        receipt, sign = self.receipt, self.sign
        return {
            "customer_card_numbers": receipt.customer,
            "item_quantity": sign * receipt.quantity,
            "document_total_amount": sign * receipt.payable,
            "document_final_amount": sign * receipt.payable,
            "document_amount_without_discounts": sign * receipt.amount,
        }

    def open(self, at: datetime) -> None:
        self.pen.write(42, at, self.seller, self.document_group, self._totals())

    def item(self, position: Position, at: datetime, *, fiscal: bool = True) -> None:
        """Write a position: 11 16, its discounts and bonus share, 14 29; a cancelled one 11 12 29."""
        pen, group, common = self.pen, self.group, self.seller
        whole = not position.cancelled
        goods = self._goods(position)
        pen.write(11, at, common, group, goods, self._amounts(position, self.sign))
        if position.cancelled:
            pen.write(12, at, common, group, goods, self._amounts(position, -self.sign))
        if whole and fiscal and not pen.older:
            sent: dict[str, Value] = {
                "final_price_kkt_currency": position.price,
                "quantity_kkt": self.sign * position.quantity,
            }
            sent["position_total_amount_kkt_currency"] = self.sign * position.total
            pen.write(16, at, common, group, goods, sent)
        self._reductions(position, at)
        if whole and fiscal and not pen.older:
            pen.write(14, at, common, group, self._tax(position))
        if not pen.older:
            pen.write(29, at, common, self.document_group, {"employee_code": position.employee})

    def _goods(self, position: Position) -> dict[str, Value]:
        good = position.good
        return {
            "item_identifier": good.code,
            "article_sku": good.article,
            "registration_barcode": good.barcode,
            "employee_code": position.employee,
            "item_type_code": good.item_class,
            "marking_code": position.mark,
        }

    @staticmethod
    def _amounts(position: Position, sign: int) -> dict[str, Value]:
        amount = sign * position.amount
        return {
            "price_without_discounts": position.good.price,
            "quantity": sign * position.quantity,
            "position_amount_with_rounding": amount,
            "final_price": position.price,
            "position_total_amount": sign * position.total,
            "position_amount_base": amount,
        }

    def _tax(self, position: Position) -> dict[str, Value]:
        tax = self.sign * kopecks(position.total * _TAX)
        return {
            "item_identifier": position.good.code,
            "article_sku": position.good.article,
            "tax_amount_base": tax,
            "final_price": position.price,
            "total_amount_base_with_discounts": self.sign * position.total,
            "amount_base_without_discounts": tax,
        }

    def _reductions(self, position: Position, at: datetime) -> None:
        for discount in position.discounts:
            self._discount(discount.type, discount.value, discount.amount, at)
        if self.receipt.document_discount and not position.cancelled:
            type_, value = self.receipt.document_discount
            self._discount(type_ + 50, value, position.document_discount, at)
        if position.bonus:
            column = "position_refunded_payment_amount" if self.receipt.is_return else "position_payment_amount"
            self.pen.write(83 if self.receipt.is_return else 82, at, self.seller, self.group, {column: position.bonus})

    def _discount(self, type_: int, value: Decimal, amount: Decimal, at: datetime) -> None:
        action = type_ if type_ < 50 else type_ - 50
        promotion, event = _PROMOTIONS[action]
        values: dict[str, Value] = {
            "discount_type": _DISCOUNT_TYPES[action],
            "discount_value": self.sign * value,
            "discount_amount_base": self.sign * amount,
            "promotion_code": promotion,
            "event_code": event,
        }
        self.pen.write(type_, at, self.seller, self.group, values)

    def document_discount(self, at: datetime) -> None:
        if self.receipt.document_discount:
            type_, value = self.receipt.document_discount
            self._discount(type_, value, self.receipt.shared_discount, at)

    def bonus(self, at: datetime) -> None:
        if amount := self.receipt.bonus:
            column = "refunded_payment_amount" if self.receipt.is_return else "payment_amount"
            self.pen.write(33 if self.receipt.is_return else 32, at, self.cashier, self.group, {column: amount})

    def pay(self, payment: Payment, at: datetime) -> None:
        """Write a payment and its share of the print group."""
        amount = self.sign * payment.amount
        how: dict[str, Value] = {"card_number": payment.card, "payment_type_code": payment.kind}
        how |= {
            "payment_type_operation": payment.operation,
            "ps_protocol_number": {0: 0, 8: 55}.get(payment.operation, 58),
        }
        given = {"customer_amount_payment_currency": amount, "customer_amount_base_currency": amount}
        entered = not self.pen.pays_with_41 or len(self.receipt.payments) > 1
        group = {"current_print_group_code": self.place.print_group}
        self.pen.write(40 if entered else 41, at, self.cashier, group, how, given)
        share = {"print_group_amount_payment_currency": amount, "print_group_amount_base_currency": amount}
        self.pen.write(43, at, self.cashier, self.group, how, share)

    def close(self, fiscal: Fiscal, at: datetime) -> None:
        """Write the tail of every receipt: 49 121 45 55; 45 a few seconds late, 55 with the time of the 49."""
        pen, common, receipt = self.pen, self.cashier, self.receipt
        total = self.sign * receipt.payable
        amounts: dict[str, Value] = {"print_group_total_amount": total, "print_group_final_amount": total}
        amounts["print_group_amount_without_discounts"] = self.sign * receipt.amount
        pen.write(49, at, common, self.group, amounts)
        if not pen.older:
            pen.write(121, at, _without_info(common), self.group, {"reserved_26": self.place.info})
        late = at + timedelta(seconds=2 + fiscal.number % 4)
        stamped: dict[str, Value] = {"document_total_amount_kkt_currency": self.sign * receipt.fiscal_total}
        pen.write(45, late, _without_info(common), self.group, fiscal_values(fiscal), stamped)
        pen.write(55, at, common, self.document_group, self._totals(), _closing_date(pen))


def _closing_date(pen: Pen) -> dict[str, Value]:
    return {"correction_base_document_date": short_date(pen.day)}


def _without_info(common: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in common.items() if name != "document_info"}


def fiscal_values(fiscal: Fiscal) -> dict[str, Value]:
    """Return the values that the fiscal device adds to 45, 63 and 64."""
    return {
        "kkt_registration_number": fiscal.registration,
        "fiscal_drive_serial": fiscal.drive,
        "fiscal_document_number": fiscal.number,
        "fiscal_sign": fiscal.sign,
        "fiscal_drive_shift_number": fiscal.drive_shift,
        "settlement_at": f"{fiscal.previous:%d.%m.%Y %H:%M:%S}",
    }
