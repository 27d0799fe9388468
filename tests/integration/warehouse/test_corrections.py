"""A corrected answer: exactly its differences are carried out, and what gives way is kept."""

from __future__ import annotations

import pytest

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import DateRange
from tests.builders import UNKNOWN_TYPE, line
from tests.integration.warehouse.depot import ASKED, DAY, FOLDER, Depot, both_versions, export, item, sample

BEFORE = DAY.replace(day=27)
BOTH_DAYS = DateRange(BEFORE, DAY)


@both_versions
async def test_a_changed_line_replaces_the_stored_one_which_is_kept(depot: Depot) -> None:
    first = await depot.load(export(item(5), item(6, quantity="1,50"), item(7)), asked=ASKED)
    second = await depot.load(export(item(5), item(6, quantity="2"), item(7)), asked=ASKED)
    assert (second.status, second.unchanged, second.loaded, second.removed) == (FileStatus.LOADED, 2, 1, 0)
    found = await depot.rows(
        "SELECT quantity::text, file_id FROM tx_item_registration_1_11 WHERE transaction_id_unique = 6"
    )
    assert found == [("2", second.file_id)]
    kept = await depot.rows(
        "SELECT table_name, transaction_id_unique, file_id, line_number, reason, superseded_by, version->>'quantity'"
        " FROM superseded"
    )
    assert kept == [("tx_item_registration_1_11", 6, first.file_id, 5, "replaced", second.file_id, "1.50")]


async def test_sameness_is_of_the_text_not_of_the_value(depot: Depot) -> None:
    await depot.load(export(item(5, quantity="1,5")), asked=ASKED)
    outcome = await depot.load(export(item(5, quantity="1,50")), asked=ASKED)
    assert (outcome.loaded, outcome.unchanged) == (1, 0)
    assert await depot.rows("SELECT quantity::text FROM tx_item_registration_1_11") == [("1.50",)]


@both_versions
async def test_what_is_superseded_is_the_whole_row_to_the_last_zero(depot: Depot) -> None:
    text = sample().decode().replace(";0,325;", ";0,3250;")
    await depot.load(text.encode(), asked=ASKED)
    names = [name for (name,) in await depot.rows("SELECT table_name FROM frontol_desk_tables")]
    whole = " UNION ALL ".join(f"SELECT to_jsonb(t)::text FROM {name} t" for name in names)
    before = sorted(await depot.rows(whole))
    corrected = (
        text.replace("\r\n", "x;\r\n").replace("#x;", "#", 1).replace("1x;", "1", 1).replace("24335x;", "24335", 1)
    )
    outcome = await depot.load(corrected.encode(), asked=ASKED)
    assert outcome.loaded == len(before) == 1346
    assert sorted(await depot.rows("SELECT version::text FROM superseded")) == before


@both_versions
async def test_a_line_that_is_gone_is_removed_and_kept(depot: Depot) -> None:
    await depot.load(export(item(5), item(6), item(7)), asked=ASKED)
    outcome = await depot.load(export(item(5), item(7)), asked=ASKED)
    assert (outcome.status, outcome.removed, outcome.unchanged) == (FileStatus.LOADED, 1, 2)
    assert await depot.numbers() == [5, 7]
    assert await depot.rows(
        "SELECT transaction_id_unique, reason, superseded_by, version->>'quantity' FROM superseded"
    ) == [(6, "removed", outcome.file_id, "1")]


async def test_a_file_named_by_a_person_counts_as_a_whole_answer_for_its_dates(depot: Depot) -> None:
    await depot.load(export(item(4, day="27.12.2025"), item(5), item(6), item(7)), asked=BOTH_DAYS)
    outcome = await depot.load(export(item(3), item(7)), trust=True)
    assert (outcome.removed, await depot.numbers()) == (2, [3, 4, 7])


@pytest.mark.parametrize(
    ("stored", "answer", "asked"),
    [
        pytest.param(item(6, workplace=2), (), ASKED, id="another workplace"),
        pytest.param(item(4), (), ASKED, id="below the lowest number"),
        pytest.param(item(8), (), ASKED, id="above the highest number"),
        pytest.param(item(6, day="27.12.2025"), (), ASKED, id="a day not asked for"),
        pytest.param(item(6), (), None, id="no day asked for"),
        pytest.param(item(6), (item(9, quantity="abc"),), ASKED, id="a quarantined line of that workplace"),
        pytest.param(item(6), ("9;28.12.2025;10:00:00;11;x;;",), ASKED, id="a quarantined line of no workplace"),
        pytest.param(item(6), ("rubbish",), ASKED, id="a line of which nothing can be read"),
        pytest.param(item(6), ("",), ASKED, id="an empty line"),
    ],
)  # fmt: skip
@both_versions
async def test_what_must_not_be_removed(
    depot: Depot, stored: str, answer: tuple[str, ...], asked: DateRange | None
) -> None:
    await depot.load(export(item(5), stored, item(7)), asked=BOTH_DAYS)
    before = await depot.numbers()
    outcome = await depot.load(export(item(5), item(7), *answer), asked=asked)
    assert (outcome.removed, outcome.unchanged) == (0, 2)
    assert await depot.numbers() == before
    assert await depot.value("SELECT count(*) FROM superseded") == 0


@pytest.mark.parametrize("cut", [1, 3, 30, 45, 60])
async def test_a_cut_last_line_prevents_removal(depot: Depot, cut: int) -> None:
    await depot.load(export(item(5), item(6), item(7), item(8)), asked=ASKED)
    data = export(item(5), item(7), item(8), closed=False)[:-cut]
    outcome = await depot.load(data, asked=ASKED)
    assert (outcome.status, outcome.quarantined, outcome.removed) == (FileStatus.PARTIAL, 1, 0)
    assert await depot.numbers() == [5, 6, 7, 8]


async def test_a_quarantined_line_of_another_workplace_prevents_nothing(depot: Depot) -> None:
    await depot.load(export(item(5), item(6), item(7)), asked=ASKED)
    outcome = await depot.load(export(item(5), item(7), item(1, workplace=2, quantity="abc")), asked=ASKED)
    assert (outcome.quarantined, outcome.removed) == (1, 1)


async def test_every_workplace_is_judged_by_itself(depot: Depot) -> None:
    both = [item(n, workplace=w) for w in (1, 2) for n in (5, 6, 7)]
    await depot.load(export(*both), asked=ASKED)
    outcome = await depot.load(export(both[0], both[2], item(7, workplace=2), item(5, workplace=2)), asked=ASKED)
    assert outcome.removed == 2
    assert await depot.rows("SELECT cash_register_code, transaction_id_unique FROM transactions ORDER BY 1, 2") == [
        (1, 5), (1, 7), (2, 5), (2, 7),
    ]  # fmt: skip


@both_versions
@pytest.mark.parametrize("kind", [12, UNKNOWN_TYPE])
async def test_a_corrected_type_moves_the_key_to_another_table(depot: Depot, kind: int) -> None:
    await depot.load(export(item(5), item(6), item(7)), asked=ASKED)
    corrected = line(kind, transaction_id_unique="6")
    outcome = await depot.load(export(item(5), corrected, item(7)), asked=ASKED)
    assert (outcome.loaded, outcome.unchanged, outcome.removed) == (1, 2, 0)
    assert sum((await depot.tables()).values()) == 3
    assert (await depot.tables())["tx_item_registration_1_11"] == 2
    assert await depot.rows("SELECT table_name, reason FROM superseded") == [("tx_item_registration_1_11", "replaced")]
    back = await depot.load(export(item(5), item(6), item(7)), asked=ASKED)
    assert (back.loaded, await depot.tables()) == (1, {"tx_item_registration_1_11": 3})


async def test_the_number_of_a_till_set_up_anew_stays_under_both_dates_and_is_found(depot: Depot) -> None:
    await depot.load(export(*(item(n, day="26.12.2025") for n in range(1, 10))))
    outcome = await depot.load(export(*(item(n) for n in range(4, 7))), asked=ASKED)
    assert (outcome.loaded, outcome.removed, len(await depot.numbers())) == (3, 0, 12)
    found = (await depot.warehouse.verify(FOLDER, ASKED)).findings
    (reused,) = [finding for finding in found if finding.code is ErrorCode.NUMBER_REUSED]
    assert (reused.context["workplace"], reused.context["number"], reused.context["count"]) == (1, 4, 3)
    assert reused.context["dates"] == "2025-12-26, 2025-12-28"


async def test_a_corrected_date_moves_a_row(depot: Depot) -> None:
    await depot.load(export(item(5), item(6, day="27.12.2025"), item(7)), asked=BOTH_DAYS)
    outcome = await depot.load(export(item(5), item(6), item(7)), asked=BOTH_DAYS)
    assert (outcome.loaded, outcome.removed) == (1, 1)
    assert await depot.rows("SELECT transaction_date FROM transactions GROUP BY 1") == [(DAY,)]
