"""Checks that can be started, stopped and forgotten; a late answer of an earlier one says nothing."""

from __future__ import annotations

import asyncio

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.ui.presenters.connection import Attempt, AttemptState
from frontol_desk.ui.session import Session
from tests.unit.ui.dialogs.conftest import Lead, settled

GOOD = Probe(name="database", status=ProbeStatus.OK, latency_ms=3.0, version="PostgreSQL 18")


class Server:
    """Answers when it is told to."""

    def __init__(self, answer: Probe | DeskError = GOOD) -> None:
        self.answer = answer
        self.open = asyncio.Event()
        self.asked = 0

    async def look(self) -> Probe:
        self.asked += 1
        await self.open.wait()
        if isinstance(self.answer, DeskError):
            raise self.answer
        return self.answer


def state(attempt: Attempt[Probe]) -> AttemptState:
    return attempt.state


def test_a_good_answer(session: Session, lead: Lead) -> None:
    async def play() -> None:
        server = Server()
        attempt = Attempt(session, server.look, "check")
        attempt.start()
        attempt.start()
        assert state(attempt) is AttemptState.RUNNING
        server.open.set()
        await settled(session)
        assert state(attempt) is AttemptState.DONE
        assert attempt.result == GOOD
        assert server.asked == 1

    lead(play())


def test_a_probe_with_an_error_has_failed(session: Session, lead: Lead) -> None:
    async def play() -> None:
        error = DeskError(ErrorCode.DB_LOGIN, host="db")
        server = Server(Probe(name="database", status=ProbeStatus.ERROR, error=error))
        server.open.set()
        attempt = Attempt(session, server.look, "check")
        attempt.start()
        await settled(session)
        assert (state(attempt), attempt.error) == (AttemptState.FAILED, error)

    lead(play())


def test_settings_that_make_no_sense_are_a_failure_too(session: Session, lead: Lead) -> None:
    async def play() -> None:
        server = Server(DeskError(ErrorCode.CONFIG_KASSAS, value="x"))
        server.open.set()
        attempt = Attempt(session, server.look, "check")
        attempt.start()
        await settled(session)
        assert state(attempt) is AttemptState.FAILED

    lead(play())


def test_stop_ends_it_and_a_new_start_is_free(session: Session, lead: Lead) -> None:
    async def play() -> None:
        server = Server()
        attempt = Attempt(session, server.look, "check")
        attempt.start()
        await asyncio.sleep(0)
        attempt.stop()
        assert state(attempt) is AttemptState.STOPPED
        await settled(session)
        assert state(attempt) is AttemptState.STOPPED
        server.open.set()
        attempt.start()
        await settled(session)
        assert state(attempt) is AttemptState.DONE

    lead(play())


def test_the_end_of_the_session_stops_it(session: Session, lead: Lead) -> None:
    async def play() -> None:
        attempt = Attempt(session, Server().look, "check")
        attempt.start()
        await asyncio.sleep(0)
        await session.tasks.cancel_all()
        assert state(attempt) is AttemptState.STOPPED

    lead(play())


def test_an_edit_forgets_the_outcome(session: Session, lead: Lead) -> None:
    async def play() -> None:
        server = Server()
        server.open.set()
        attempt = Attempt(session, server.look, "check")
        attempt.start()
        await settled(session)
        attempt.forget()
        assert (state(attempt), attempt.result) == (AttemptState.IDLE, None)

    lead(play())
