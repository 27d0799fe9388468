"""What ``gaps`` and ``load --catch-up`` refuse before anything is connected."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Desk


def test_a_name_that_is_none_of_a_gap_is_refused(desk: Desk) -> None:
    done = desk("gaps", "request", "seven", "--demo", "--json")
    assert (done.code, done.document["error"]["code"]) == (3, "USAGE")
    assert "seven" in done.document["error"]["message"]


@pytest.mark.parametrize("others", [("--date", "2025-12-28"), ("--no-request",), ("--yesterday",)])
def test_catching_up_decides_itself_what_to_ask_for(desk: Desk, others: tuple[str, ...]) -> None:
    done = desk("load", "--catch-up", *others, "--demo", "--json")
    assert (done.code, done.document["error"]["code"]) == (3, "USAGE")
    assert "--catch-up" in done.document["error"]["message"]
