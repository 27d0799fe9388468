"""Planted damages: each is found and named, and nothing else is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from tests.integration.warehouse.depot import ASKED, FOLDER, Depot, both_versions, sample

Lines = dict[int, list[str]]
"""The sample's lines by number, split into fields; `cells[n - 1]` is field n."""

DOCUMENT, SHIFT = 63072, 2413
"""A sale of workplace 1, numbers 733689 to 733714, paid by card; its shift."""

REVENUE = "F10[61] = S F12[55]"
SALES = "F12[61] = S F12[55], sales"
PAYMENTS = "S F12[40,41] = S F12[55]"
DISTRIBUTED = "S F12[43] = S F12[55]"
DEVICE = "F10[63] = F10[61]"
FISCAL = "S F12[45] - S F12[38] = F10[63]"
DRAWER = "F11[63] = F11[64] + S F12[50] - S F12[51] + S F12[40,41, cash]"
COUNT = "count of 45 = F24[63] - F24[64] - 1"


def changed(number: int, field: int, text: str, *, was: str) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        assert lines[number][field - 1] == was
        lines[number][field - 1] = text

    return change


def missing(first: int, last: int | None = None) -> Callable[[Lines], None]:
    def remove(lines: Lines) -> None:
        for number in range(first, (last or first) + 1):
            del lines[number]

    return remove


def equation(name: str, difference: str, document: int = DOCUMENT) -> tuple[object, ...]:
    return (name, document, 1, Decimal(difference))


def shift(*relations: str) -> list[tuple[object, ...]]:
    return [(relation, SHIFT, 1) for relation in relations]


def gap(first: int, last: int | None = None) -> tuple[object, ...]:
    return ("GAP", 1, first, last or first)


DAMAGES = {
    "amount of an item": (changed(733691, 12, "6593,01", was="6593"), [equation("E1", "-0.01")]),
    "amount paid for an item": (changed(733691, 16, "6593,01", was="6593"), [equation("E2", "-0.01")]),
    "discount": (changed(733706, 12, "3296,49", was="3296,5"), [equation("E1", "-0.01")]),
    "close of a print group": (changed(733711, 12, "16481,99", was="16482"), [equation("E3", "0.01")]),
    "rounding": (
        changed(733690, 12, "0,51", was="0,5"),
        [equation("E1", "0.01"), equation("E2", "0.01"), *shift(FISCAL)],
    ),
    "total of a document": (
        changed(733714, 12, "16482,01", was="16482"),
        [*(equation(name, "0.01") for name in ("E1", "E2", "E3")), *shift(REVENUE, SALES, PAYMENTS, DISTRIBUTED)],
    ),
    "an item under another document": (
        changed(733691, 6, "63073", was="63072"),
        [equation("E1", "6593"), equation("E2", "6593")],
    ),
    "payment": (changed(733709, 12, "16481,99", was="16482"), shift(PAYMENTS)),
    "payment's share": (changed(733710, 12, "16482,01", was="16482"), shift(DISTRIBUTED)),
    "fiscal document": (changed(733713, 12, "16482,51", was="16482,5"), shift(FISCAL)),
    "revenue of the shift": (changed(734076, 10, "74668,01", was="74668"), shift(REVENUE, DEVICE)),
    "sales of the shift": (changed(734076, 12, "74667", was="74668"), shift(SALES)),
    "device's revenue": (changed(734075, 10, "74668,01", was="74668"), shift(DEVICE, FISCAL)),
    "device's drawer": (changed(734075, 11, "7561,01", was="7561"), shift(DRAWER)),
    "device's counter": (changed(734075, 24, "1988", was="1987"), shift(COUNT)),
    "drawer in the morning": (changed(733684, 11, "1", was="0"), shift(DRAWER)),
    "cash put in": (changed(733688, 12, "3999", was="4000"), shift(DRAWER)),
    "payment missing": (missing(733709), [gap(733709), *shift(PAYMENTS)]),
    "item missing": (missing(733691), [gap(733691), equation("E1", "6593"), equation("E2", "6593")]),
    "lines without amounts missing": (missing(733692, 733696), [gap(733692, 733696)]),
    "X report missing": (missing(734073), [gap(734073)]),
    "document missing": (missing(733689, 733714), [gap(733689, 733714), *shift(REVENUE, SALES, FISCAL, COUNT)]),
    "close missing": (
        missing(733714),
        [gap(733714), *shift(REVENUE, SALES, FISCAL, COUNT)],
    ),
    "a number twice": (changed(733693, 1, "733694", was="733693"), [gap(733693)]),
}  # fmt: skip


def damaged(change: Callable[[Lines], None]) -> bytes:
    head, rest = sample().split(b"24335\r\n")
    lines = {int(text.partition(";")[0]): text.split(";") for text in rest.decode().split("\r\n")[:-1]}
    change(lines)
    return head + b"24335\r\n" + "".join(";".join(cells) + "\r\n" for cells in lines.values()).encode()


def named(finding: DeskError) -> tuple[object, ...]:
    context = finding.context
    match finding.code:
        case ErrorCode.EQUATION:
            return (context["equation"], context["document"], context["workplace"], Decimal(str(context["difference"])))
        case ErrorCode.SHIFT:
            return (context["relation"], context["shift"], context["workplace"])
        case _:
            return (finding.code.value, context["workplace"], context["first"], context["last"])


@pytest.mark.parametrize("name", DAMAGES)
async def test_a_damage_is_found_and_named_and_nothing_else(depot: Depot, name: str) -> None:
    change, expected = DAMAGES[name]
    await depot.load(damaged(change), asked=ASKED)
    found = await depot.warehouse.verify(FOLDER, ASKED)
    assert Counter(map(named, found.findings)) == Counter(expected)
    gaps = sum(entry[0] == "GAP" for entry in expected)
    assert (found.counts.gaps, found.counts.discrepancies) == (gaps, len(expected) - gaps)
    wrong = any(entry[0] in ("E1", "E2", "E3") for entry in expected)
    assert found.counts.documents == (79 if name in ("document missing", "close missing") else 80)
    assert found.counts.balanced == found.counts.documents - wrong
    assert found.counts.shifts_balanced == 3 - any(entry[1] == SHIFT for entry in expected)


@both_versions
async def test_a_correction_heals_and_a_damage_later_is_found(depot: Depot) -> None:
    change, expected = DAMAGES["amount of an item"]
    findings: list[DeskError] = []
    for data, count in ((damaged(change), 1), (sample(), 0), (damaged(change), 1)):
        await depot.load(data, asked=ASKED)
        findings = (await depot.warehouse.verify(FOLDER, ASKED)).findings
        assert [*map(named, findings)] == expected[:count]
    assert {"left", "right", "date", "shift"} <= findings[0].context.keys()
    assert "63072" in findings[0].message


async def test_a_quarantined_line_is_no_gap(depot: Depot) -> None:
    await depot.load(damaged(changed(733692, 11, "abc", was="1")), asked=ASKED)
    found = await depot.warehouse.verify(FOLDER, ASKED)
    assert (found.findings, found.counts.gaps) == ([], 0)
