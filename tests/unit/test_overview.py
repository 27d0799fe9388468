"""The figures of the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from frontol_desk.domain.overview import Dashboard
from frontol_desk.domain.report import RunStatus


@pytest.mark.parametrize(
    ("runs", "rate"),
    [
        ({}, None),
        ({RunStatus.RUNNING: 2}, None),
        ({RunStatus.RUNNING: 2, RunStatus.COMPLETED: 3, RunStatus.CANCELLED: 1}, 0.75),
        ({RunStatus.FAILED: 1, RunStatus.PARTIAL: 1}, 0.0),
    ],
)
def test_the_success_rate_is_of_the_runs_that_ended(runs: Mapping[RunStatus, int], rate: float | None) -> None:
    board = Dashboard(
        today=date(2025, 12, 28),
        files_today=0,
        rows_today=0,
        failed_today=0,
        runs=runs,
        mean_seconds=None,
        days=(),
        recent=(),
        causes=(),
    )
    assert board.success_rate == rate
