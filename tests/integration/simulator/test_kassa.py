"""Simulated kassas on a real folder tree: every way they may behave, and every fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.behaviour import Fault, KassaBehaviour, with_fault
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.shift import generate_day
from frontol_desk.simulator.kassa import Exchange, Kassa, ReportCounter
from frontol_desk.simulator.lines import Export
from frontol_desk.simulator.park import KassaPark

DAY = date(2025, 12, 27)
TODAY = date(2025, 12, 30)
FOLDER = SourceFolder.parse("N22/N22_FURN")
QUICK = KassaBehaviour(delay=0)
LINES = generate_day(FOLDER, DAY)
REQUEST = "$$$TRANSACTIONSBYDATERANGE\n27.12.2025; 27.12.2025\n"


class Counter:
    """One kassa under test, and the hands that ask it."""

    def __init__(self, root: Path, behaviour: KassaBehaviour, folder: SourceFolder = FOLDER) -> None:
        exchange = Exchange(root)
        self.kassa = Kassa(folder, exchange, behaviour, reports=ReportCounter(500), today=lambda: TODAY)
        self.requests, self.responses = exchange.requests(folder), exchange.responses(folder)
        self.request = self.requests / "request.txt"
        self.response = self.responses / behaviour.response_name
        self.park = KassaPark([self.kassa])

    def ask(self, text: str = REQUEST) -> None:
        temporary = self.requests / "request.tmp"
        temporary.write_text(text)
        temporary.replace(self.request)

    def ask_and_wait(self, text: str = REQUEST) -> None:
        before = self.kassa.answered
        self.ask(text)
        until(lambda: self.kassa.answered > before)

    def names(self) -> set[str]:
        return {path.name for path in self.responses.iterdir()}


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


Open = Callable[..., Counter]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    counters: list[Counter] = []

    def make(*faults: Fault | str, behaviour: KassaBehaviour = QUICK, folder: SourceFolder = FOLDER) -> Counter:
        for fault in faults:
            behaviour = with_fault(behaviour, fault)
        counters.append(Counter(tmp_path, behaviour, folder))
        counters[-1].park.start()
        return counters[-1]

    yield make
    for counter in counters:
        counter.park.stop()


def export(report: int, lines: list[str] = LINES) -> str:
    return Export(lines, profile_of(FOLDER).database_id, report).text()


def text_of(counter: Counter) -> str:
    return counter.response.read_bytes().decode(profile_of(FOLDER).encoding)


def test_an_answer_is_written_and_the_request_removed(opened: Open) -> None:
    counter = opened()
    counter.ask_and_wait()
    assert text_of(counter) == export(500)
    assert not counter.request.exists()
    assert counter.names() == {"response.txt"}


def test_the_report_number_grows(opened: Open) -> None:
    counter = opened()
    counter.ask_and_wait()
    counter.response.unlink()
    counter.ask_and_wait()
    assert text_of(counter) == export(501)


def test_an_answer_not_yet_processed_is_appended_to(opened: Open) -> None:
    counter = opened()
    counter.ask_and_wait()
    counter.ask_and_wait()
    assert text_of(counter) == export(500) + export(501)


def test_a_processed_answer_is_replaced(opened: Open) -> None:
    counter = opened()
    counter.ask_and_wait()
    encoding = profile_of(FOLDER).encoding
    counter.response.write_bytes(text_of(counter).replace("#", "@", 1).encode(encoding))
    counter.ask_and_wait()
    assert text_of(counter) == export(501)


@pytest.mark.parametrize("name", ["N22/N22_Inter", "SH54/SH54", "K1/K1"])
def test_other_encodings_are_appended_in_theirs(opened: Open, name: str) -> None:
    folder = SourceFolder.parse(name)
    counter = opened(folder=folder)
    counter.ask_and_wait()
    counter.ask_and_wait()
    encoding = profile_of(folder).encoding
    lines = generate_day(folder, DAY)
    database_id = profile_of(folder).database_id
    once, twice = Export(lines, database_id, 500).text(), Export(lines, database_id, 501).text()
    assert counter.response.read_bytes().decode(encoding) == once + twice


def test_the_response_may_have_another_name(opened: Open) -> None:
    counter = opened(behaviour=replace(QUICK, response_name="Enterprise8_report.rep"))
    counter.ask_and_wait()
    assert counter.names() == {"Enterprise8_report.rep"}


def test_a_request_may_be_moved(opened: Open) -> None:
    counter = opened(Fault.REQUEST_MOVED)
    counter.ask_and_wait()
    assert not counter.request.exists()
    assert (counter.requests / "done" / "request.txt").read_text() == REQUEST


def test_a_request_may_stay_and_is_answered_once(opened: Open) -> None:
    counter = opened(Fault.REQUEST_KEPT)
    counter.ask_and_wait()
    time.sleep(0.3)
    assert counter.request.exists()
    assert counter.kassa.answered == 1
    assert text_of(counter) == export(500)
    counter.ask_and_wait()
    assert text_of(counter) == export(500) + export(501)


def test_a_silent_kassa_does_nothing(opened: Open) -> None:
    counter = opened(Fault.SILENT)
    counter.ask()
    time.sleep(0.3)
    assert counter.request.exists()
    assert counter.names() == set()


def test_a_slow_kassa_answers_after_its_time(opened: Open) -> None:
    counter = opened("slow:0.6")
    begun = time.monotonic()
    counter.ask()
    until(counter.response.exists)
    assert 0.6 <= time.monotonic() - begun < 3


def test_a_growing_file_grows_and_the_request_goes_last(opened: Open) -> None:
    counter = opened("growing:0.8")
    counter.ask()
    sizes: set[int] = set()
    while counter.kassa.answered == 0:
        if counter.response.exists():
            sizes.add(counter.response.stat().st_size)
            assert counter.request.exists() or counter.response.stat().st_size == len(whole_bytes())
        time.sleep(0.02)
    assert len(sizes) >= 5
    assert counter.response.read_bytes() == whole_bytes()


def whole_bytes() -> bytes:
    return export(500).encode(profile_of(FOLDER).encoding)


def test_a_truncated_answer_lacks_its_end(opened: Open) -> None:
    counter = opened(Fault.TRUNCATED)
    counter.ask_and_wait()
    text = text_of(counter)
    assert export(500).startswith(text)
    lines = text.split("\r\n")
    assert lines[3:-1] == LINES[:-1]
    assert 0 < len(lines[-1]) < len(LINES[-1])


def test_a_broken_line_has_letters_for_a_quantity(opened: Open) -> None:
    counter = opened(Fault.BROKEN_LINE)
    counter.ask_and_wait()
    (wrong,) = changed_lines(counter)
    assert wrong.split(";")[10] == "abc"
    assert wrong.split(";")[3] == "11"


def test_an_unknown_type_is_one_nobody_knows(opened: Open) -> None:
    counter = opened(Fault.UNKNOWN_TYPE)
    counter.ask_and_wait()
    (wrong,) = changed_lines(counter)
    assert wrong.split(";")[3] == "777"


def changed_lines(counter: Counter) -> list[str]:
    lines = text_of(counter).split("\r\n")[3:-1]
    return [now for now, was in zip(lines, LINES, strict=True) if now != was]


def test_an_appended_export_overlaps_the_one_before(opened: Open) -> None:
    counter = opened(Fault.APPENDED)
    counter.ask_and_wait()
    text = text_of(counter)
    assert text.endswith(export(500))
    earlier = text.removesuffix(export(500)).split("\r\n")
    assert earlier[:3] == ["#", profile_of(FOLDER).database_id, "499"]
    assert earlier[3:-1] == LINES[: len(earlier) - 4]
    assert len(earlier) > 500


def test_a_left_over_answer_blocks_the_next_one(opened: Open) -> None:
    counter = opened(Fault.LEFT_OVER)
    left_over = counter.response.read_bytes()
    assert left_over.decode(profile_of(FOLDER).encoding) == export(500, generate_day(FOLDER, date(2025, 12, 28)))
    counter.ask_and_wait()
    assert counter.response.read_bytes() == left_over
    assert not counter.request.exists()
    assert "SaveResult1.txt" in counter.names()
    counter.response.unlink()
    counter.ask_and_wait()
    assert text_of(counter) == export(501)


def test_a_failed_export_leaves_its_text_only(opened: Open) -> None:
    counter = opened(Fault.SAVE_RESULT)
    counter.ask_and_wait()
    assert counter.names() == {"SaveResult1.txt"}
    assert "Ошибка" in (counter.responses / "SaveResult1.txt").read_text("windows-1251")
    assert not counter.request.exists()


def test_a_log_may_come_with_the_data(opened: Open) -> None:
    counter = opened(behaviour=replace(QUICK, save_result="OK"))
    counter.ask_and_wait()
    assert counter.names() == {"response.txt", "SaveResult1.txt"}


def test_nonsense_is_answered_by_a_log(opened: Open) -> None:
    counter = opened()
    counter.ask_and_wait("make coffee\n")
    assert counter.names() == {"SaveResult1.txt"}
    assert not counter.request.exists()


def test_a_hundred_silent_kassas_delay_no_answering_one(tmp_path: Path) -> None:
    exchange = Exchange(tmp_path)
    silent = [Kassa(SourceFolder(f"Q{n}", "Q"), exchange, KassaBehaviour(silent=True)) for n in range(100)]
    awake = Kassa(FOLDER, exchange, QUICK, reports=ReportCounter(500))
    with KassaPark([*silent, awake]):
        for kassa in silent:
            (exchange.requests(kassa.folder) / "request.txt").write_text(REQUEST)
        begun = time.monotonic()
        (exchange.requests(FOLDER) / "request.txt").write_text(REQUEST)
        until(lambda: awake.answered == 1)
        assert time.monotonic() - begun < 1
    assert all(kassa.answered == 0 for kassa in silent)


def test_an_error_inside_a_kassa_is_not_swallowed(tmp_path: Path) -> None:
    exchange = Exchange(tmp_path)
    park = KassaPark([Kassa(FOLDER, exchange, replace(QUICK, response_name="no/such/folder.txt"))])
    park.start()
    (exchange.requests(FOLDER) / "request.txt").write_text(REQUEST)
    until(lambda: not park.running)
    with pytest.raises(BaseExceptionGroup):
        park.stop()


def test_the_report_number_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "a.txt"
    assert [ReportCounter(7, path).take(), ReportCounter(7, path).take()] == [7, 8]


def test_a_kassa_that_is_silent_for_a_while_answers_in_the_end(opened: Open) -> None:
    kassa = opened("silent:0.5")
    time.sleep(0.6)  # the time runs from the first request
    asked = time.monotonic()
    kassa.ask()
    until(lambda: kassa.kassa.answered == 1)
    assert time.monotonic() - asked >= 0.5
    assert kassa.response.read_bytes() == export(500).encode(profile_of(FOLDER).encoding)
    asked = time.monotonic()
    kassa.ask_and_wait()
    assert time.monotonic() - asked < 0.5


def test_a_line_may_be_broken_in_the_first_answers_only(opened: Open) -> None:
    kassa = opened("broken-line:2")
    broken = []
    for _ in range(4):
        kassa.ask_and_wait()
        broken.append(b";abc;" in kassa.response.read_bytes())
        kassa.response.unlink()
    assert broken == [True, True, False, False]
