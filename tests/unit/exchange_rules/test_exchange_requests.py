"""The kassa's own times are naive, so are those of requests."""
# ruff: noqa: DTZ001

from __future__ import annotations

from datetime import date, datetime

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange
from frontol_desk.exchange.requests import RequestCommand, format_date

DAY = DateRange.day(date(2025, 12, 28))
TWO_DAYS = DateRange(date(2025, 12, 28), date(2025, 12, 29))


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (RequestCommand.by_dates(DAY), "$$$TRANSACTIONSBYDATERANGE\r\n28.12.2025; 28.12.2025\r\n"),
        (RequestCommand.by_dates(TWO_DAYS), "$$$TRANSACTIONSBYDATERANGE\r\n28.12.2025; 29.12.2025\r\n"),
        (
            RequestCommand.by_times(datetime(2025, 12, 28), datetime(2025, 12, 28, 23, 59, 59)),
            "$$$TRANSACTIONSBYDATETIMERANGE\r\n28.12.2025 00:00:00; 28.12.2025 23:59:59\r\n",
        ),
        (RequestCommand.by_transactions(635, 740), "$$$TRANSACTIONSBYTRANSRANGE\r\n635;740\r\n"),
        (RequestCommand.by_documents(101, 125), "$$$TRANSACTIONSBYCHECKRANGE\r\n101;125\r\n"),
        (RequestCommand.by_reports(5, 7), "$$$TRANSACTIONSBYREPORTRANGE\r\n5;7\r\n"),
        (RequestCommand.by_shifts(12, 15), "$$$TRANSACTIONSBYSESSIONSRANGE\r\n12;15\r\n"),
        (RequestCommand.new(), "$$$NEWTRANSACTIONS\r\n"),
        (RequestCommand.all(), "$$$ALLTRANSACTIONS\r\n"),
        (RequestCommand.current_shift(), "$$$CURSESSIONTRANSACTIONS\r\n"),
        (RequestCommand.last_shift(), "$$$LASTSESSIONTRANSACTIONS\r\n"),
    ],
)
def test_the_ten_commands(command: RequestCommand, text: str) -> None:
    assert command.text() == text
    assert command.encode() == text.encode("ascii")


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("dd.mm.yyyy", "05.02.2026"),
        ("DD.MM.YYYY", "05.02.2026"),
        ("d/m/yyyy", "5/2/2026"),
        ("yyyy-MM-dd", "2026-02-05"),
        ("mm/dd/yy", "02/05/26"),
        ("ddmmyy", "050226"),
    ],
)
def test_dates_are_written_as_the_kassas_windows_does(date_format: str, text: str) -> None:
    assert format_date(date(2026, 2, 5), date_format) == text


@pytest.mark.parametrize("date_format", ["", "dd.mm", "dd.mm.yyyy hh:mm", "dd.dd.yyyy", "ддммгггг"])
def test_a_date_format_that_leaves_the_day_open_is_refused(date_format: str) -> None:
    with pytest.raises(DeskError) as caught:
        RequestCommand.by_dates(DAY, date_format)
    assert caught.value.code is ErrorCode.CONFIG_SETTING
    assert caught.value.context == {"setting": "date_format", "value": date_format}


@pytest.mark.parametrize(
    ("first", "last", "dates"),
    [
        (datetime(2025, 12, 28), datetime(2025, 12, 29, 23, 59, 59), TWO_DAYS),
        (datetime(2025, 12, 27, 12), datetime(2025, 12, 28, 23, 59, 59), DAY),
        (datetime(2025, 12, 27, 0, 0, 1), datetime(2025, 12, 28, 23, 59, 59), DAY),
        (datetime(2025, 12, 28), datetime(2025, 12, 29, 23, 59, 58), DAY),
        (datetime(2025, 12, 28), datetime(2025, 12, 29, 12), DAY),
        (datetime(2025, 12, 28, 9), datetime(2025, 12, 28, 18), None),
    ],
)
def test_a_stretch_of_time_asks_only_for_its_whole_days(
    first: datetime, last: datetime, dates: DateRange | None
) -> None:
    assert RequestCommand.by_times(first, last).dates == dates


def test_other_commands_name_no_days() -> None:
    assert RequestCommand.by_dates(TWO_DAYS).dates == TWO_DAYS
    assert RequestCommand.by_transactions(1, 2).dates is None
    assert RequestCommand.new().dates is None


def test_both_days_are_written_in_the_format_of_the_kassa() -> None:
    assert RequestCommand.by_dates(TWO_DAYS, "d/m/yy").data == "28/12/25; 29/12/25"
    first, last = datetime(2025, 12, 28, 9), datetime(2025, 12, 29, 18)
    assert RequestCommand.by_times(first, last, "d/m/yy").data == "28/12/25 09:00:00; 29/12/25 18:00:00"


def test_a_stretch_of_time_may_be_one_second_but_not_less_than_none() -> None:
    moment = datetime(2025, 12, 28, 9)
    assert RequestCommand.by_times(moment, moment).data == "28.12.2025 09:00:00; 28.12.2025 09:00:00"
    with pytest.raises(DeskError) as caught:
        RequestCommand.by_times(moment, datetime(2025, 12, 28, 8))
    assert caught.value.context == {"first": "2025-12-28 09:00:00", "last": "2025-12-28 08:00:00"}


def test_of_a_very_long_date_format_only_the_beginning_is_told() -> None:
    with pytest.raises(DeskError) as caught:
        format_date(DAY.first, "x" * 50)
    assert caught.value.context["value"] == "x" * 40


@pytest.mark.parametrize(
    ("first", "last", "code", "context"),
    [
        (7, 5, ErrorCode.CONFIG_DATE_ORDER, {"first": "7", "last": "5"}),
        (-1, 5, ErrorCode.USAGE, {"detail": "-1"}),
    ],
)
def test_a_range_of_numbers_must_make_sense(first: int, last: int, code: ErrorCode, context: dict[str, object]) -> None:
    with pytest.raises(DeskError) as caught:
        RequestCommand.by_documents(first, last)
    assert (caught.value.code, caught.value.context) == (code, context)


def test_a_single_number_and_zero_are_ranges() -> None:
    assert RequestCommand.by_documents(0, 0).data == "0;0"


def test_signs_that_the_kassas_windows_does_not_know_are_questioned() -> None:
    command = RequestCommand.by_dates(DAY, "dd☂mm№yyyy")
    assert command.encode().endswith("28?12№2025; 28?12№2025\r\n".encode("cp1251"))
