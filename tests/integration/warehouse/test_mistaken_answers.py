"""What an answer must not be taken for: one to another request, the whole of a day, a younger one than it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from frontol_desk.domain.asks import FreshAnswer, KeptOriginal, NumberRange
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.loads import LoadOutcome
from frontol_desk.domain.values import DateRange
from tests.integration.warehouse.depot import DAY, FOLDER, Depot, export, item
from tests.integration.warehouse.past import Past
from tests.integration.warehouse.test_gaps import day, gaps, lines, load, states
from tests.integration.warehouse.test_letters import NEW, OLD, fails, kept, sha256, takes

BEFORE, NEXT = DAY - timedelta(days=1), DAY + timedelta(days=1)
ASKED = NumberRange(3, 5)


@pytest.fixture
async def gap(depot: Depot) -> None:
    """Numbers 3 to 5 are missing."""
    await day(depot, BEFORE, 1, 2)
    await day(depot, DAY, 6, 7)
    assert await gaps(depot) == [(1, 3, 5)]


@pytest.mark.usefixtures("gap")
async def test_an_answer_to_something_else_calls_no_number_absent(depot: Depot) -> None:
    await load(depot, export(*lines(DAY, [6, 7, 8])), numbers=ASKED)
    assert await gaps(depot) == [(1, 3, 5)], "it does not tell what the kassa has of these"


@pytest.mark.usefixtures("gap")
async def test_nor_does_one_that_was_loaded_before(depot: Depot) -> None:
    await load(depot, export(*lines(DAY, [6, 7])), numbers=ASKED)
    assert await gaps(depot) == [(1, 3, 5)]


@pytest.mark.usefixtures("gap")
async def test_what_it_brings_all_the_same_is_there(depot: Depot) -> None:
    await load(depot, export(*lines(BEFORE, [1, 2, 3])), numbers=ASKED)
    assert await gaps(depot) == [(1, 4, 5)]


@pytest.mark.usefixtures("gap")
async def test_an_answer_that_came_once_before_settles_its_numbers(depot: Depot) -> None:
    """The kassa answered too late for the first time, and nobody knew what to."""
    answer = export(*lines(DAY, [4], workplace=2))
    await load(depot, answer)
    assert await gaps(depot) == [(1, 3, 5)]
    await load(depot, answer, numbers=ASKED)
    assert (await gaps(depot), await states(depot)) == ([], [(3, 5, "absent")])


@pytest.mark.parametrize(
    ("found", "complete"), [([], DAY), ([DAY], DAY), ([BEFORE, DAY], DAY), ([BEFORE], None), ([NEXT], None)]
)
async def test_an_answer_without_any_row_of_its_days_completes_none(
    depot: Depot, found: list[date], complete: date | None
) -> None:
    data = export(*(item(10 + number, day=f"{when:%d.%m.%Y}") for number, when in enumerate(found)))
    asked = DateRange.day(DAY)
    outcome: LoadOutcome = await takes(depot, data, asked=asked, fresh=FreshAnswer(asked, over=NEXT))
    assert outcome.loaded == len(found)
    assert (await depot.warehouse.complete_through([FOLDER])).get(FOLDER) == complete


@pytest.mark.usefixtures("gap")
async def test_some_numbers_of_a_day_do_not_deliver_it(depot: Depot) -> None:
    over = datetime.now(UTC)
    await load(depot, export(*lines(BEFORE, [3]), *lines(NEXT, [4, 5])), numbers=ASKED)
    assert await depot.warehouse.undelivered([(FOLDER, DAY, over)]) == {FOLDER: DAY}


@pytest.mark.parametrize("planned", [False, True])
async def test_an_old_original_taken_again_delivers_no_day(depot: Depot, planned: bool) -> None:
    """It came before the day was over: asked of a person, or as a replay."""
    asked, early = DateRange.day(DAY), export(item(1))
    await takes(depot, early, asked=asked)
    over = datetime.now(UTC)
    since = {"planned": 1} if planned else {"since": 1}
    await takes(depot, early, asked=asked, again=KeptOriginal(sha256(early), "a.txt", asked, **since))
    assert FOLDER in await depot.warehouse.undelivered([(FOLDER, DAY, over)])
    await takes(depot, export(item(1), item(2)), asked=asked)
    assert await depot.warehouse.undelivered([(FOLDER, DAY, over)]) == {}


async def test_an_original_that_came_in_time_delivers_its_day_when_it_is_loaded_at_last(depot: Depot) -> None:
    past, over, asked = Past(depot), datetime.now(UTC), DateRange.day(DAY)
    late = export(item(1))
    await fails(depot, await past.run(asked), late, asked)
    assert FOLDER in await depot.warehouse.undelivered([(FOLDER, DAY, over)])
    await takes(depot, late, asked=asked, again=await kept(depot))
    assert await depot.warehouse.undelivered([(FOLDER, DAY, over)]) == {}


async def test_a_replay_that_fails_makes_an_original_no_younger(depot: Depot) -> None:
    past, asked = Past(depot), DateRange.day(DAY)
    await fails(depot, await past.run(asked), OLD, asked)
    await takes(depot, NEW, asked=None)
    await fails(depot, await past.run(asked), OLD, KeptOriginal(sha256(OLD), "a.txt", asked, planned=9))
    (letter,) = await depot.warehouse.letters.open(None)
    assert letter.outdated
    with pytest.raises(DeskError, match="RETRY_OUTDATED"):
        await takes(depot, OLD, asked=asked, again=await kept(depot))


async def test_what_a_replay_stored_is_not_replaced_by_an_older_original(depot: Depot) -> None:
    past, asked = Past(depot), DateRange.day(DAY)
    await fails(depot, await past.run(asked), OLD, asked)
    older = await kept(depot)
    await takes(depot, NEW, asked=asked, again=KeptOriginal(sha256(NEW), "a.txt", asked, planned=9))
    with pytest.raises(DeskError, match="RETRY_OUTDATED"):
        await takes(depot, OLD, run="third", asked=asked, again=older)


@pytest.mark.usefixtures("gap")
async def test_an_answer_to_numbers_makes_no_newer_day_of_a_folder(depot: Depot) -> None:
    """Asked for numbers, a kassa gives all that has them, other workplaces' lines of other years too."""
    other_year = date(2026, 6, 2)
    await load(depot, export(*lines(DAY, [3]), *lines(other_year, [4], workplace=7)), numbers=ASKED)
    assert (await depot.warehouse.folder_states([FOLDER]))[FOLDER].last_day == DAY
