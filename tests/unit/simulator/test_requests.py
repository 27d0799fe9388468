"""What a simulated kassa makes of each command."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from frontol_desk.domain.asks import NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.behaviour import Fault, KassaBehaviour, RequestEnd, parse_faults, with_fault
from frontol_desk.simulator.day.shift import generate_day, generate_days
from frontol_desk.simulator.requests import Memory, NotUnderstoodError, Request
from tests.unit.simulator.books import Line

TODAY = date(2025, 12, 30)
DAY = date(2025, 12, 27)
FOLDER = SourceFolder.parse("N22/N22_Inter")


def memory(date_format: str = "%d.%m.%Y") -> Memory:
    return Memory(FOLDER, 1, today=lambda: TODAY, date_format=date_format, profile=None)


def ask(text: str) -> tuple[str, ...]:
    return memory().answer(Request.parse(text), 1)


@pytest.mark.parametrize("data", ["27.12.2025; 28.12.2025", "27.12.2025;28.12.2025"])
def test_by_dates(data: str) -> None:
    lines = ask(f"$$$TRANSACTIONSBYDATERANGE\r\n{data}\r\n")
    assert [*lines] == generate_days(FOLDER, [DAY, DAY + timedelta(1)])


def test_by_times() -> None:
    lines = ask("$$$TRANSACTIONSBYDATETIMERANGE\n27.12.2025 12:00:00; 27.12.2025 12:59:59\n")
    noon = [text for text in generate_day(FOLDER, DAY) if Line.split(text)[3].startswith("12:")]
    assert [*lines] == noon != []


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("$$$TRANSACTIONSBYTRANSRANGE", 1),
        ("$$$TRANSACTIONSBYCHECKRANGE", 6),
        ("$$$TRANSACTIONSBYSESSIONSRANGE", 14),
    ],
)
def test_by_numbers_documents_and_shifts(command: str, field: int) -> None:
    known = [Line.split(text) for text in generate_days(FOLDER, [DAY, DAY + timedelta(1)])]
    till = known[0][5]
    numbers = sorted({int(line[field]) for line in known if line[5] == till and line.type != 42})
    low, high = numbers[len(numbers) // 3], numbers[-len(numbers) // 3]
    answered = [Line.split(text) for text in ask(f"{command}\n{low};{high}")]
    assert {int(line[field]) for line in answered} <= {*range(low, high + 1)}
    own = {line.cells for line in answered if line[5] == till}
    assert {line.cells for line in known if line[5] == till and low <= int(line[field]) <= high} <= own


def test_by_reports_gives_again_what_was_exported() -> None:
    kassa = memory()
    first = kassa.answer(Request.parse("$$$LASTSESSIONTRANSACTIONS"), 50)
    second = kassa.answer(Request.parse("$$$CURSESSIONTRANSACTIONS"), 51)
    assert kassa.answer(Request.parse("$$$TRANSACTIONSBYREPORTRANGE\n50;51"), 52) == (*first, *second)
    assert kassa.answer(Request.parse("$$$TRANSACTIONSBYREPORTRANGE\n7;9"), 53) == ()


def test_commands_without_data() -> None:
    assert [*ask("$$$CURSESSIONTRANSACTIONS")] == generate_day(FOLDER, TODAY)
    assert [*ask("$$$LASTSESSIONTRANSACTIONS")] == generate_day(FOLDER, TODAY - timedelta(1))
    everything = {Line.split(text)[2] for text in ask("$$$ALLTRANSACTIONS")}
    assert len(everything) == 7


def test_new_transactions_are_given_once() -> None:
    kassa = memory()
    assert [*kassa.answer(Request.parse("$$$NEWTRANSACTIONS"), 1)] == generate_day(FOLDER, TODAY)
    assert kassa.answer(Request.parse("$$$NEWTRANSACTIONS"), 2) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "$$$TRANSACTIONSBYDATERANGE",
        "$$$TRANSACTIONSBYDATERANGE\n28.12.2025",
        "$$$TRANSACTIONSBYDATERANGE\n2025-12-28;2025-12-28",
        "$$$TRANSACTIONSBYDATERANGE\n01.01.2020;28.12.2025",
        "$$$TRANSACTIONSBYTRANSRANGE\none;two",
    ],
)
def test_what_is_no_request_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        ask(text)


def test_a_kassa_may_write_dates_in_another_way() -> None:
    request = Request.parse("$$$TRANSACTIONSBYDATERANGE\n12/27/2025; 12/27/2025")
    assert [*memory("%m/%d/%Y").answer(request, 1)] == generate_day(FOLDER, DAY)


def test_faults_are_read_by_name_and_add_up() -> None:
    faults = parse_faults(["S6/S6=silent", "A/B=slow:5", "A/B=request-kept", "C/D=silent:2.5", "E/F=broken-line:1"])
    silent = faults[SourceFolder("S6", "S6")]
    assert (silent.silent, silent.silent_for, silent.spoils) == (True, None, None)
    assert faults[SourceFolder("C", "D")].silent_for == 2.5
    assert faults[SourceFolder("E", "F")].spoils == 1
    assert faults[SourceFolder("A", "B")] == KassaBehaviour(delay=5, request_end=RequestEnd.KEPT)


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_changes_something(fault: Fault) -> None:
    numbers = ":5-7" if fault in (Fault.HOLE, Fault.LOST) else ""
    assert with_fault(KassaBehaviour(), fault + numbers) != KassaBehaviour()


def test_numbers_to_leave_out_are_a_range_or_one() -> None:
    assert with_fault(KassaBehaviour(), "hole:5-7").hole == NumberRange(5, 7)
    assert with_fault(KassaBehaviour(), "lost:5").lost == NumberRange(5, 5)


@pytest.mark.parametrize("text", ["S6/S6", "S6/S6=", "S6/S6=nonsense", "S6/S6=slow:often"])
def test_an_unreadable_fault_is_refused(text: str) -> None:
    with pytest.raises(DeskError) as caught:
        parse_faults([text])
    assert caught.value.code is ErrorCode.CONFIG_SETTING
