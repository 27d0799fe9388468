"""What a retry asks the kassas for."""

from __future__ import annotations

from datetime import date

from frontol_desk.console.retrying import plan_retry
from frontol_desk.domain.asks import NumberRange
from frontol_desk.domain.letters import OpenLetter
from frontol_desk.domain.values import DateRange, SourceFolder

FOLDER = SourceFolder("P13", "P13")
DAYS = DateRange.day(date(2025, 12, 28))


def test_a_gap_is_asked_for_by_its_numbers_not_by_its_days() -> None:
    letter = OpenLetter(key="G1", folder=FOLDER, numbers=NumberRange(5, 7), dates=DAYS)
    retry = plan_retry([letter], None, [FOLDER], lambda _: True)
    assert (retry.tasks[FOLDER].asks, retry.keys) == ((NumberRange(5, 7),), ["G1"])


def test_no_kassa_is_asked_for_numbers_below_zero() -> None:
    letter = OpenLetter(key="G1", folder=FOLDER, numbers=NumberRange(-3, 7), dates=DAYS)
    retry = plan_retry([letter], None, [FOLDER], lambda _: True)
    assert (retry.tasks, retry.refused) == ({}, {"no_days": ["G1"]})
