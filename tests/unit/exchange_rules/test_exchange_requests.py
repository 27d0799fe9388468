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


@pytest.mark.parametrize(
    ("first", "last", "dates"),
    [
        (datetime(2025, 12, 28), datetime(2025, 12, 29, 23, 59, 59), TWO_DAYS),
        (datetime(2025, 12, 27, 12), datetime(2025, 12, 28, 23, 59, 59), DAY),
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


@pytest.mark.parametrize(("first", "last"), [(7, 5), (-1, 5)])
def test_a_range_of_numbers_must_make_sense(first: int, last: int) -> None:
    with pytest.raises(DeskError):
        RequestCommand.by_documents(first, last)
