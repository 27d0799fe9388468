"""What is kept of a failure comes back as it was, whatever was tried."""

from __future__ import annotations

from datetime import date

import pytest

from frontol_desk.domain.asks import Attempt, KeptOriginal, NumberRange
from frontol_desk.domain.kept import KeptFailure
from frontol_desk.domain.report import FileDetail
from frontol_desk.domain.values import DateRange

DAYS = DateRange(date(2025, 12, 27), date(2025, 12, 28))


@pytest.mark.parametrize(
    "tried",
    [
        None,
        DAYS,
        NumberRange(5, 9),
        NumberRange(0, 86400),
        NumberRange(20251227, 20251228),
        KeptOriginal("ab", "response.txt", DAYS, 7),
        KeptOriginal("ab", "response.txt"),
    ],
)
def test_kept_and_read_again(tried: Attempt | None) -> None:
    failure = KeptFailure.of(FileDetail(source_folder="P13/P13"), [], tried)
    again = KeptFailure.model_validate_json(failure.model_dump_json())
    assert (again, type(again.asked)) == (failure, type(tried))
