"""When an answer counts as complete, as a table of looks. A look is (seconds, request pending, file sizes by name)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from frontol_desk.domain.files import FolderListing, RemoteFile
from frontol_desk.exchange.completeness import AnswerWatch, Edges, Look, State

WAITING, COMPLETE, REPORTED = State.WAITING, State.COMPLETE, State.REPORTED
NEW, CUT, PROCESSED, RUBBISH = (
    Edges(b"#\r\n1\r\n7\r\n", b";;\r\n"),
    Edges(b"#\r\n1\r\n7\r\n", b"8;3;"),
    Edges(b"@\r\n1\r\n7\r\n", b";;\r\n"),
    Edges(b"MZ\x90\0", b"\0\0\0\n"),
)
UTF16 = Edges("\ufeff#\r\n1".encode("utf-16-le"), "\r\n".encode("utf-16-le"))
Sizes = dict[str, int]


@dataclass
class Case:
    """What is seen, what each look is expected to amount to, and what is learnt in the end."""

    looks: list[tuple[float, bool, Sizes]]
    states: list[State]
    removes: bool | None = None
    learnt: bool | None = None
    edges: Edges = NEW
    last: bool = False
    answers: tuple[str, ...] | None = None
    processed: tuple[str, ...] = ()


def listing(sizes: Sizes) -> FolderListing:
    files = [RemoteFile(name, size) for name, size in sizes.items()]
    logs = tuple(file for file in files if file.name.startswith("SaveResult"))
    return FolderListing(tuple(file for file in files if file not in logs), logs)


def look_at(watch: AnswerWatch, look: Look, edges: Edges) -> State:
    watch.see(look)
    watch.read({file.name: edges for file in watch.unread})
    return watch.state


R = {"r.txt": 100}
CASES = {
    "nothing ever comes": Case([(0, True, {}), (5, True, {}), (60, True, {})], [WAITING] * 3),
    "request gone and two equal looks": Case(
        [(0, True, {}), (1, False, R), (1.3, False, R)], [WAITING, WAITING, COMPLETE], learnt=True
    ),
    "two looks too close count as one": Case(
        [(1, False, R), (1.2, False, R), (1.31, False, R)], [WAITING, WAITING, COMPLETE], learnt=True
    ),
    "written before the request went": Case(
        [(1, True, R), (1.4, False, R)], [WAITING, COMPLETE], learnt=True
    ),
    "still growing after the request went": Case(
        [(1, False, {"r.txt": 10}), (1.5, False, {"r.txt": 50}), (2, False, R), (2.2, False, R), (2.5, False, R)],
        [WAITING, WAITING, WAITING, WAITING, COMPLETE],
        learnt=True,
    ),
    "request stays, unknown kassa: quiet time": Case(
        [(0, True, R), (2.9, True, R), (3.0, True, R)], [WAITING, WAITING, COMPLETE], learnt=False
    ),
    "request stays, kassa known to leave it: quiet time": Case(
        [(0, True, R), (2.9, True, R), (3.0, True, R)], [WAITING, WAITING, COMPLETE], removes=False, learnt=False
    ),
    "request stays, growth begins the quiet time anew": Case(
        [(0, True, {"r.txt": 50}), (2.5, True, R), (4, True, R), (5.5, True, R)],
        [WAITING, WAITING, WAITING, COMPLETE],
        learnt=False,
    ),
    "kassa known to remove its request has not yet: quiet does not count": Case(
        [(0, True, R), (6, True, R), (12, True, R)], [WAITING] * 3, removes=True, learnt=True
    ),
    "kassa known to remove its request does so no more": Case(
        [(0, True, R), (12, True, R), (31, True, R)], [WAITING, WAITING, COMPLETE], removes=True, learnt=False
    ),
    "kassa known to leave its request removes it now": Case(
        [(0, True, R), (0.5, False, R)], [WAITING, COMPLETE], removes=False, learnt=True
    ),
    "last line cut: waits however long": Case(
        [(0, False, R), (1, False, R), (500, False, R)], [WAITING] * 3, edges=CUT
    ),
    "last line cut at the deadline: delivered as it is": Case(
        [(0, False, R), (1, False, R), (600, False, R)], [WAITING] * 3, edges=CUT, last=True, answers=("r.txt",)
    ),
    "empty file waits, and is delivered at the deadline": Case(
        [(0, False, {"r.txt": 0}), (9, False, {"r.txt": 0}), (600, False, {"r.txt": 0})],
        [WAITING] * 3,
        last=True,
        answers=("r.txt",),
    ),
    "still growing at the deadline: delivered as it is": Case(
        [(0, True, {"r.txt": 10}), (600, True, R)], [WAITING] * 2, edges=CUT, last=True, answers=("r.txt",)
    ),
    "already processed is no answer": Case(
        [(0, False, R), (1, False, R), (60, False, R)],
        [WAITING] * 3,
        edges=PROCESSED,
        answers=(),
        processed=("r.txt",),
    ),
    "already processed is seen even when the only look is the last": Case(
        [(0, True, R)], [WAITING], edges=PROCESSED, last=True, answers=(), processed=("r.txt",)
    ),
    "neither # nor @: an answer, the parser judges it": Case(
        [(0, False, R), (1, False, R)], [WAITING, COMPLETE], edges=RUBBISH, learnt=True
    ),
    "UTF-16": Case([(0, False, R), (1, False, R)], [WAITING, COMPLETE], edges=UTF16, learnt=True),
    "two answers: both must be complete": Case(
        [(0, False, R), (1, False, {**R, "s.rep": 5}), (1.2, False, {**R, "s.rep": 5}), (2, False, {**R, "s.rep": 5})],
        [WAITING, WAITING, WAITING, COMPLETE],
        learnt=True,
        answers=("r.txt", "s.rep"),
    ),
    "an answer taken away by somebody is none": Case(
        [(0, True, R), (1, False, {}), (2, False, {})], [WAITING] * 3, answers=()
    ),
    "old log only: no report": Case(
        [(0, True, {"SaveResult1.txt": 9}), (1, False, {"SaveResult1.txt": 9}), (30, False, {"SaveResult1.txt": 9})],
        [WAITING] * 3,
    ),
    "request gone, new log, no answer: the kassa reported": Case(
        [(0, True, {}), (1, False, {"SaveResult1.txt": 9}), (9, False, {"SaveResult1.txt": 9}),
         (11, False, {"SaveResult1.txt": 9})],
        [WAITING, WAITING, WAITING, REPORTED],
        answers=(),
    ),
    "new log and an answer after it": Case(
        [(0, True, {}), (1, False, {"SaveResult1.txt": 9}), (5, False, {"SaveResult1.txt": 9, **R}),
         (6, False, {"SaveResult1.txt": 9, **R})],
        [WAITING, WAITING, WAITING, COMPLETE],
        learnt=True,
    ),
    "new log while the request is there: still working": Case(
        [(0, True, {}), (1, True, {"SaveResult1.txt": 9}), (99, True, {"SaveResult1.txt": 9})], [WAITING] * 3
    ),
    "a request placed anew counts as pending": Case(
        [(0, False, {}), (1, True, R), (2, True, R), (4, True, R)], [WAITING] * 3 + [COMPLETE], learnt=False
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_looks_amount_to(case: Case) -> None:
    watch = AnswerWatch(0.0, case.removes)
    states = []
    for number, (at, pending, sizes) in enumerate(case.looks, 1):
        last = case.last and number == len(case.looks)
        states.append(look_at(watch, Look(at, pending, listing(sizes), last), case.edges))
    assert states == case.states
    assert watch.removes_request == case.learnt
    assert tuple(file.name for file in watch.already_processed) == case.processed
    if case.answers is not None:
        assert tuple(file.name for file in watch.answers) == case.answers


def test_a_cut_line_that_is_mended_completes() -> None:
    watch = AnswerWatch(0.0)
    assert look_at(watch, Look(0, False, listing({"r.txt": 90})), CUT) is WAITING
    assert look_at(watch, Look(1, False, listing({"r.txt": 90})), CUT) is WAITING
    assert look_at(watch, Look(2, False, listing(R)), NEW) is WAITING
    assert look_at(watch, Look(3, False, listing(R)), NEW) is COMPLETE


def test_the_same_size_at_another_time_is_a_change() -> None:
    watch = AnswerWatch(0.0)
    first, second = (RemoteFile("r.txt", 100, datetime(2025, 12, 28, 10, minute, tzinfo=UTC)) for minute in (0, 1))
    assert look_at(watch, Look(0, False, FolderListing((first,))), NEW) is WAITING
    assert look_at(watch, Look(1, False, FolderListing((second,))), NEW) is WAITING
    assert look_at(watch, Look(2, False, FolderListing((second,))), NEW) is COMPLETE


def test_a_processed_file_replaced_by_one_of_its_size_is_noticed_when_the_request_goes() -> None:
    watch = AnswerWatch(0.0)
    look_at(watch, Look(0, True, listing(R)), PROCESSED)
    assert look_at(watch, Look(1, True, listing(R)), PROCESSED) is WAITING
    assert [file.name for file in watch.already_processed] == ["r.txt"]
    assert look_at(watch, Look(9, False, listing(R)), NEW) is COMPLETE
    assert watch.already_processed == ()


def test_the_last_look_reads_every_file_anew() -> None:
    watch = AnswerWatch(0.0, removes_request=False)
    look_at(watch, Look(0, True, listing(R)), PROCESSED)
    look_at(watch, Look(1, True, listing(R)), PROCESSED)
    assert not watch.answers
    look_at(watch, Look(2, True, listing(R), last=True), NEW)
    assert [file.name for file in watch.answers] == ["r.txt"]


def test_known_left_overs_are_no_answer_until_they_change() -> None:
    watch = AnswerWatch(0.0, known=[RemoteFile("r.txt", 100)])
    assert look_at(watch, Look(0, False, listing(R)), NEW) is WAITING
    assert look_at(watch, Look(5, False, listing(R)), NEW) is WAITING
    assert not watch.answers
    assert look_at(watch, Look(6, False, listing({"r.txt": 150})), NEW) is WAITING
    assert look_at(watch, Look(7, False, listing({"r.txt": 150})), NEW) is COMPLETE


def test_edges_are_asked_for_once_per_form_and_never_of_a_file_in_motion() -> None:
    watch = AnswerWatch(0.0)
    watch.see(Look(0, True, listing(R)))
    assert not watch.unread
    watch.see(Look(1, True, listing(R)))
    assert [file.name for file in watch.unread] == ["r.txt"]
    watch.read({"r.txt": NEW})
    watch.see(Look(2, True, listing(R)))
    assert not watch.unread


@pytest.mark.parametrize(
    ("removes", "pending", "at", "needed"),
    [
        (True, True, 1.0, False),
        (True, True, 5.0, True),
        (True, False, 1.0, True),
        (False, True, 1.0, True),
        (None, True, 1.0, True),
    ],
)
def test_listings_are_spared_where_the_request_tells_enough(
    removes: bool | None, pending: bool, at: float, needed: bool
) -> None:
    for began in (0.0, 1000.0):
        watch = AnswerWatch(began, removes)
        assert watch.needs_listing(began, request_pending=True)
        watch.see(Look(began, True, listing({})))
        assert watch.needs_listing(began + at, request_pending=pending) is needed


def test_the_logs_of_the_kassa_are_those_of_the_last_listing() -> None:
    watch = AnswerWatch(0.0)
    watch.see(Look(0.0, True, listing({"SaveResult1.txt": 9, **R})))
    assert watch.service_files == (RemoteFile("SaveResult1.txt", 9),)
    watch.see(Look(1.0, True, listing(R)))
    assert not watch.service_files


def test_a_spared_listing_keeps_what_was_seen() -> None:
    watch = AnswerWatch(0.0, removes_request=True)
    watch.see(Look(0.0, True, listing(R)))
    watch.see(Look(1.0, True, None))
    assert [file.name for file in watch.answers] == ["r.txt"]
    assert look_at(watch, Look(1.3, False, listing(R)), NEW) is COMPLETE


@pytest.mark.parametrize(
    ("looks", "moving"),
    [
        pytest.param([(1.0, True, {})], False, id="nothing yet"),
        pytest.param([(1.0, True, {}), (2.0, False, {})], True, id="the request has just gone"),
        pytest.param([(2.0, False, {}), (30.0, False, {})], False, id="it went long ago"),
        pytest.param([(2.0, False, {}), (30.0, False, R)], True, id="an answer is being written"),
        pytest.param([(2.0, False, R), (60.0, False, R)], False, id="it has not moved for a minute"),
    ],
)
def test_movement(looks: list[tuple[float, bool, Sizes]], moving: bool) -> None:
    watch = AnswerWatch(0.0)
    for at, pending, sizes in looks:
        watch.see(Look(at, pending, listing(sizes)))
    assert watch.moving is moving
