"""What counts as delivered: an answer for the day that came when the day was over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from frontol_desk.domain.values import SourceFolder
from tests.integration.warehouse.depot import DAY, FOLDER, Depot

OVER = datetime(2025, 12, 29, tzinfo=UTC)
NEVER = SourceFolder("N22", "N22_FURN")
BEFORE = DAY - timedelta(days=1)


async def note(
    depot: Depot,
    *,
    status: str = "loaded",
    asked: tuple[date, date] | None = (DAY, DAY),
    found: tuple[date, date] | None = None,
    at: datetime = OVER,
) -> None:
    await depot.database.execute(
        "INSERT INTO files (run_id, source_folder, name, status, requested_from, requested_to, first_date, last_date,"
        " processed_at) VALUES ('run-1', $1, 'response.txt', $2, $3, $4, $5, $6, $7)",
        str(FOLDER), status, *(asked or (None, None)), *(found or (None, None)), at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("there", "delivered"),
    [
        pytest.param({}, True, id="asked for and answered"),
        pytest.param({"status": "unchanged", "asked": (BEFORE, DAY)}, True, id="among other days"),
        pytest.param({"status": "partial"}, True, id="with lines in quarantine"),
        pytest.param({"asked": None, "found": (BEFORE, DAY)}, True, id="a left-over that has the day"),
        pytest.param({"status": "failed"}, False, id="failed"),
        pytest.param({"status": "no_response"}, False, id="silent"),
        pytest.param({"asked": (BEFORE, BEFORE)}, False, id="another day"),
        pytest.param({"asked": None}, False, id="nobody knows what it was asked for, and it has no rows"),
        pytest.param({"at": OVER - timedelta(seconds=1)}, False, id="before the day was over"),
    ],
)
async def test_what_counts_as_delivered(depot: Depot, there: dict[str, object], delivered: bool) -> None:
    await note(depot, **there)  # type: ignore[arg-type]
    missing = await depot.warehouse.undelivered([(FOLDER, DAY, OVER), (NEVER, DAY, OVER)])
    assert (FOLDER not in missing) is delivered
    assert missing[NEVER] is None


async def test_the_newest_day_there_is(depot: Depot) -> None:
    await note(depot, asked=(BEFORE, BEFORE), found=(BEFORE, BEFORE))
    assert await depot.warehouse.undelivered([(FOLDER, DAY, OVER)]) == {FOLDER: BEFORE}
    assert await depot.warehouse.undelivered([]) == {}
