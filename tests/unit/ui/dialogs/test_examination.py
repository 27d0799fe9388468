"""The full check as the window sees it: it knows which passwords were typed in it."""

from __future__ import annotations

import pytest

from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.ui.presenters import examination, profile_secrets
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.presenters.examination import Examination
from frontol_desk.ui.presenters.findings import findings
from frontol_desk.ui.session import Session
from tests.unit.ui.dialogs.conftest import Lead, settled

FOUND = Probe(
    name="secrets", status=ProbeStatus.OK, said="probe_secrets_environment", facts={"account": "operator@office"}
)


@pytest.mark.parametrize("typed", [True, False])
def test_passwords_that_end_with_the_program_need_attention(
    session: Session, lead: Lead, monkeypatch: pytest.MonkeyPatch, typed: bool
) -> None:
    async def examine(*_: object, **__: object) -> tuple[Probe, ...]:
        return (FOUND,)

    async def play() -> None:
        check.start()
        await settled(session)

    monkeypatch.setattr(examination, "examine", examine)
    if typed:
        monkeypatch.setattr(profile_secrets, "_for_this_session", {"FRONTOL_DESK_FTP__PASSWORD"})
    check = Examination(session)
    lead(play())
    assert check.state is AttemptState.DONE
    (row,) = findings(check.probes)
    assert row.status is (ProbeStatus.WARNING if typed else ProbeStatus.OK)
    assert ("until the program is closed" in row.message) is typed
    assert bool(row.hint) is typed
