"""A window that stays open over midnight goes on to offer yesterday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import shell as shell_module
from frontol_desk.ui.shell import Shell
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK
from tests.integration.ui.desk_window import play, until


@pytest.mark.parametrize("chosen", [None, DAY], ids=["yesterday", "another day"])
def test_the_next_day_is_noticed(shop: OpenShop, monkeypatch: pytest.MonkeyPatch, chosen: date | None) -> None:
    """Who looked at yesterday sees the new one; a day that somebody chose stays."""
    monkeypatch.setattr(shell_module, "_LOOK_AT_CLOCK_MS", 50)

    async def script(shell: Shell) -> None:
        desk, picker = shell.session.desk, shell.toolbar.dates
        assert desk is not None
        today = desk.today()
        assert picker.dates() == DateRange.day(today - timedelta(days=1))
        assert not picker.popup.isVisible()
        if chosen:
            picker.set_dates(DateRange.day(chosen))
        monkeypatch.setattr(desk, "today", lambda _kassa=None: today + timedelta(days=1))
        if chosen is None:
            await until(lambda: picker.dates() == DateRange.day(today), 5)
        else:
            await until(lambda: picker._today > today, 5)
            assert picker.dates() == DateRange.day(chosen)

    play(shop({"P13/P13": QUICK}), script)
