"""Personal data as keyed hashes: nowhere in the database a plain value, and customers can still be counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.personal import PersonalHasher
from frontol_desk.format.reader import line_hash
from frontol_desk.format.registry import default_registry
from tests.builders import UNKNOWN_TYPE, line
from tests.integration.databases import PostgresServer
from tests.integration.warehouse.depot import ASKED, Depot, both_versions, export, item, one_depot, sample

KEY = PersonalHasher(b"k" * 32, default_registry())
OTHER_KEY = PersonalHasher(b"other" * 8, default_registry())
PHONE, CARD, MAIL, GIFT = "$+79161234567", "@9000010", "ivan@example.org", "0990000000001"
BROKEN = item(6, quantity="abc").replace(";28.12.2025", ";28.12.2025", 1).removesuffix(";") + f";{PHONE};"
UNKNOWN = line(UNKNOWN_TYPE, {"transaction_id_unique": "7", "field_9": PHONE, "field_12": "4276123456789012"})


def sale(number: int, card: str = CARD, total: str = "10") -> str:
    return line(
        55,
        transaction_id_unique=str(number),
        customer_card_numbers=card,
        document_total_amount=total,
        document_info="1/1/1",
    )


def receipt(number: int, contact: str = MAIL) -> str:
    return line(45, transaction_id_unique=str(number), customer_data=contact)


async def everything(depot: Depot) -> str:
    """Return all that any table holds, as text."""
    names = await depot.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
    texts = [text for (name,) in names for (text,) in await depot.rows(f'SELECT t::text FROM "{name}" t')]
    raws = [raw.decode() for (raw,) in await depot.rows("SELECT raw FROM quarantine")]
    old = await depot.rows("SELECT version->>'raw' FROM superseded WHERE version ? 'raw'")
    return "\n".join([*texts, *raws, *(bytes.fromhex(value[2:]).decode() for (value,) in old)])


async def assert_hidden(depot: Depot) -> None:
    found = await everything(depot)
    shown = [plain for plain in (PHONE[1:], "9161234567", CARD[1:], MAIL, GIFT, "4276123456789012") if plain in found]
    assert shown == []


@both_versions
async def test_no_plain_value_is_stored_and_customers_can_be_counted(depot: Depot) -> None:
    await depot.load(sample(), asked=ASKED)
    count = "SELECT count(DISTINCT customer_card_numbers)::int FROM tx_document_close_55"
    customers = await depot.value(count)
    depot.warehouse.personal = KEY
    again = await depot.load(sample(), asked=ASKED)
    assert (again.loaded, again.unchanged, again.removed) == (62, 1284, 0)
    assert await depot.value(count) == customers
    assert await depot.value("SELECT count(*)::int FROM superseded") == 0
    assert "+7000000000" not in (found := await everything(depot))
    assert "@90000" not in found
    assert "check@example.org" not in found
    third = await depot.load(sample(), asked=ASKED)
    assert (third.status, third.unchanged) == (FileStatus.UNCHANGED, 1346)


async def test_lines_that_nobody_can_place_and_unknown_types(depot: Depot) -> None:
    depot.warehouse.personal = KEY
    outcome = await depot.load(export(sale(5, f"{CARD}|{PHONE}"), BROKEN, UNKNOWN, receipt(8), f"no line {PHONE}"))
    assert (outcome.loaded, outcome.quarantined) == (3, 2)
    await assert_hidden(depot)
    assert await depot.value("SELECT field_9 FROM tx_unrecognized") == KEY.value("cards", PHONE)


async def test_earlier_versions_bring_no_plain_value_back(depot: Depot) -> None:
    gone = sale(6, GIFT)
    unknown, broken = UNKNOWN.replace("7;", "8;", 1), BROKEN.replace("6;", "9;", 1)
    await depot.load(export(sale(5), gone, unknown, broken, item(20)), asked=ASKED)
    depot.warehouse.personal = KEY
    outcome = await depot.load(export(sale(5, total="12"), item(8), item(9), item(20)), asked=ASKED)
    assert (outcome.loaded, outcome.removed, outcome.unchanged) == (3, 1, 1)
    await assert_hidden(depot)
    assert sorted(await depot.rows("SELECT table_name, reason FROM superseded")) == [
        ("quarantine", "replaced"),
        ("tx_document_close_55", "removed"),
        ("tx_document_close_55", "replaced"),
        ("tx_unrecognized", "replaced"),
    ]
    version = await depot.value(
        "SELECT version FROM superseded WHERE table_name = 'tx_document_close_55' AND reason = 'replaced'"
    )
    assert KEY.value("cards", CARD) in version
    assert '"document_total_amount": 10' in version


async def test_a_repeated_quarantined_line_is_kept_once_and_hashed(depot: Depot) -> None:
    await depot.load(export(item(5), BROKEN), asked=ASKED)
    depot.warehouse.personal = KEY
    await depot.load(export(item(5), BROKEN, report_number="2"), asked=ASKED)
    assert await depot.value("SELECT count(*)::int FROM quarantine") == 1
    await assert_hidden(depot)


async def test_another_key_and_none_at_all_change_the_rows_again(depot: Depot) -> None:
    plain = export(sale(5), receipt(6), item(7))
    await depot.load(plain, asked=ASKED)
    before = await depot.snapshot()
    for personal, changed in ((KEY, 2), (OTHER_KEY, 2), (None, 2), (None, 0)):
        depot.warehouse.personal = personal
        assert (await depot.load(plain, asked=ASKED)).loaded == changed
    assert (await depot.snapshot()).transactions == before.transactions
    assert sorted((await depot.export()).splitlines()) == sorted(plain.splitlines())


async def test_days_with_hashes_are_not_written_back(depot: Depot) -> None:
    await depot.load(export(item(4), day := item(5, day="29.12.2025")))
    depot.warehouse.personal = KEY
    await depot.load(export(sale(6), item(7, day="30.12.2025")))
    with pytest.raises(DeskError) as refused:
        await depot.export()
    assert refused.value.code is ErrorCode.EXPORT_HASHED
    assert (await depot.export(DateRange.day(date(2025, 12, 29)))).decode().splitlines()[3:] == [day]


async def test_a_quarantined_line_hashed_later_is_not_passed_off_as_the_one_that_came(depot: Depot) -> None:
    await depot.load(export(item(5), BROKEN), asked=ASKED)
    depot.warehouse.personal = KEY
    await depot.load(export(item(5), BROKEN, report_number="2"), asked=ASKED)
    with pytest.raises(DeskError) as refused:
        await depot.export()
    assert refused.value.code is ErrorCode.EXPORT_HASHED


async def test_fields_that_nobody_knows_are_hidden_in_earlier_versions_too(depot: Depot) -> None:
    odd = line(11, transaction_id_unique="5", reserved_44=PHONE[1:]) + f"{MAIL};"
    await depot.load(export(odd, item(6)), asked=ASKED)
    depot.warehouse.personal = KEY
    outcome = await depot.load(export(odd.replace(";10:", ";11:", 1), item(6)), asked=ASKED)
    assert (outcome.loaded, outcome.unchanged) == (1, 1)
    assert await depot.value("SELECT count(*)::int FROM superseded") == 1
    await assert_hidden(depot)


async def test_what_is_hidden_stays_hidden_in_every_encoding(depot: Depot) -> None:
    depot.warehouse.personal = KEY
    lines = [sale(5, f"{CARD}¦{PHONE}"), BROKEN, f"7;28.12.2025;{PHONE}", f"Чай\r{MAIL}", UNKNOWN, "8;;;;;;" + GIFT]
    for number, label in enumerate(("utf-8", "windows-1251", "utf-16-le", "utf-16-be-no-bom"), 1):
        data = export(*lines, encoding=label, report_number=str(number))
        appended = export(receipt(9), encoding={"utf-16-le": "utf-16-le-no-bom"}.get(label, label))
        outcome = await depot.load(data + appended)
        assert outcome.read == outcome.loaded + outcome.unchanged + outcome.quarantined == 7
        raws = await depot.rows("SELECT q.raw, f.encoding FROM quarantine q JOIN files f USING (file_id)")
        texts = [encoding_named(name).to_internal(raw).decode() for raw, name in raws]
        assert not [text for text in texts if PHONE[1:] in text or MAIL in text or GIFT in text]
        assert PHONE[1:].encode("utf-16-le") not in b"".join(raw for raw, _ in raws)


some_lines = st.lists(
    st.one_of(
        st.builds(sale, st.integers(1, 4), st.sampled_from([CARD, PHONE, GIFT, ""]), st.sampled_from(["10", "12"])),
        st.builds(receipt, st.integers(1, 4), st.sampled_from([MAIL, PHONE[1:]])),
        st.just(BROKEN),
        st.just(UNKNOWN),
    ),
    max_size=5,
)
histories = st.lists(st.tuples(some_lines, st.sampled_from([None, KEY, KEY, OTHER_KEY])), min_size=1, max_size=4)
"""Answers, and the key that each is read with."""


async def check_history(
    depot: Depot, folder: SourceFolder, history: list[tuple[list[str], PersonalHasher | None]]
) -> None:
    for answer, personal in history:
        depot.warehouse.personal = personal
        outcome = await depot.load(export(*answer), folder=folder, asked=ASKED)
        last = {text.partition(";")[0]: text for text in answer if text != BROKEN}
        kept = {
            int(number): line_hash(personal.line(t.encode()) if personal else t.encode()) for number, t in last.items()
        }
        rows = "SELECT transaction_id_unique, line_hash FROM transactions WHERE source_folder = $1"
        assert kept.items() <= dict(await depot.rows(rows, str(folder))).items()
        if personal:
            left = "SELECT version::text FROM superseded WHERE source_folder = $1 AND superseded_by = $2"
            texts = "".join(text for (text,) in await depot.rows(left, str(folder), outcome.file_id))
            assert not [plain for plain in (PHONE, CARD, MAIL, GIFT, BROKEN.encode().hex()) if plain in texts]
        lying = [
            bytes(raw)
            for (raw,) in await depot.rows("SELECT raw FROM quarantine WHERE source_folder = $1", str(folder))
        ]
        broken = personal.anything(personal.line(BROKEN.encode())) if personal else BROKEN.encode()
        assert lying.count(broken) >= answer.count(BROKEN)
        once = await depot.snapshot(folder)
        await depot.load(export(*answer, report_number="9"), folder=folder, asked=ASKED)
        assert await depot.snapshot(folder) == once


def test_any_sequence_of_answers_and_keys(postgres_18: PostgresServer, tmp_path: Path) -> None:
    with one_depot(postgres_18, tmp_path) as (runner, depot):
        folders = (SourceFolder("H", f"{number}") for number in range(10**6))

        @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(histories)
        def check(history: list[tuple[list[str], PersonalHasher | None]]) -> None:
            runner.run(check_history(depot, next(folders), history))

        check()
