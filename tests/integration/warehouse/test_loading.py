from __future__ import annotations

from tests.integration.warehouse.depot import ASKED, Depot, both_versions, sample


@both_versions
async def test_sample_counts(depot: Depot) -> None:
    outcome = await depot.load(sample(), asked=ASKED)
    assert outcome.loaded == 1346
    assert sample() == await depot.export()
    one = await depot.snapshot()
    assert len(one.transactions) == 1346
