"""The round trip: what was loaded comes back byte for byte, from the database alone."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.encoding import LABELS, encoding_named
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.shift import generate_day
from frontol_desk.simulator.lines import Dialect, Export
from tests.builders import UNKNOWN_TYPE, line
from tests.integration.databases import PostgresServer
from tests.integration.warehouse.depot import (
    ALL_DAYS,
    ASKED,
    DAY,
    FOLDER,
    Depot,
    both_versions,
    export,
    item,
    one_depot,
    sample,
)
from tests.unit.format.strategies import export_files

PROFILES = ["N22/N22_Inter", "N22/N22_FURN", "SH54/SH54", "K2/A", "K4/C", "K5/D"]
NEXT = DAY + timedelta(days=1)


@cache
def generated(name: str, day: date) -> bytes:
    """Return an answer of a simulated kassa, as it writes it."""
    folder = SourceFolder.parse(name)
    profile = profile_of(folder)
    return Export(generate_day(folder, day), profile.database_id, 7).encode(profile.encoding)


@pytest.mark.parametrize("label", LABELS)
async def test_the_sample_in_every_encoding(depot: Depot, label: str) -> None:
    encoding = encoding_named(label)
    data = encoding.mark + sample().decode().encode(encoding.codec)
    await depot.load(data, asked=ASKED)
    assert await depot.export(ASKED) == data
    assert await depot.value("SELECT encoding FROM files") == label


def test_the_profiles_cover_every_dialect_and_encoding() -> None:
    profiles = [profile_of(SourceFolder.parse(name)) for name in PROFILES]
    assert {profile.dialect for profile in profiles} == set(Dialect)
    assert {profile.encoding for profile in profiles} == {"utf-8", "windows-1251", "utf-8-sig", "utf-16"}
    assert {profile.with_names for profile in profiles} == {True, False}


@pytest.mark.parametrize("name", PROFILES)
async def test_generated_days_one_by_one(depot: Depot, name: str) -> None:
    folder = SourceFolder.parse(name)
    for day in (DAY, NEXT):
        await depot.load(generated(name, day), folder=folder, asked=DateRange.day(day))
    for day in (DAY, NEXT):
        assert await depot.export(DateRange.day(day), folder=folder) == generated(name, day)


async def test_hardly_anything_has_to_be_kept_beside_the_values(depot: Depot) -> None:
    await depot.load(sample(), asked=ASKED)
    beside: list[tuple[object, ...]] = []
    for (name,) in await depot.rows("SELECT table_name FROM frontol_desk_tables"):
        beside += await depot.rows(f"SELECT residue, names FROM {name} WHERE num_nonnulls(residue, names) > 0")
    assert beside == [('{"fields": {"44": "30.12.1899"}}', None)] * 3


def test_any_file(postgres_18: PostgresServer, tmp_path: Path) -> None:
    """Every example goes to a folder of its own, so that none meets another."""
    with one_depot(postgres_18, tmp_path) as (runner, depot):
        folders = (SourceFolder("H", f"{number}") for number in range(10**6))

        @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(export_files())
        def check(data: bytes) -> None:
            folder = next(folders)
            outcome = runner.run(depot.load(data, folder=folder, asked=ASKED))
            header = runner.run(depot.value("SELECT headers FROM files WHERE file_id = $1", outcome.file_id))
            if outcome.read == 0:
                return
            single = len(runner.run(depot.rows("SELECT jsonb_array_elements($1::jsonb)", header))) == 1
            unique = outcome.unchanged == 0 and not runner.run(
                depot.value("SELECT count(*) FROM superseded WHERE source_folder = $1", str(folder))
            )
            if single and unique:
                assert runner.run(depot.export(ALL_DAYS, folder=folder)) == as_not_processed(data)

        check()


def as_not_processed(data: bytes) -> bytes:
    """Return the file with `#` as its flag: that is what an export has."""
    head = data[:5]
    return head.replace(b"@", b"#") + data[5:]


async def test_several_exports_in_one_file_become_one(depot: Depot) -> None:
    await depot.load(export(item(5), item(6), report_number="1") + export(item(7), report_number="2"), asked=ASKED)
    assert await depot.export() == export(item(5), item(6), item(7), report_number="2")


async def test_lines_come_in_the_order_of_files_and_lines(depot: Depot) -> None:
    await depot.load(export(item(9), line(55, transaction_id_unique="8"), "rubbish", item(7)), asked=ASKED)
    await depot.load(export(item(3), item(9, quantity="2"), item(4, workplace=2)))
    assert await depot.export() == export(
        line(55, transaction_id_unique="8"), "rubbish", item(7), item(3), item(9, quantity="2"), item(4, workplace=2)
    )


@both_versions
async def test_quarantined_and_unknown_lines_come_along(depot: Depot) -> None:
    surplus = line(11, transaction_id_unique="2", count=60) + "left;"
    odd = [line(UNKNOWN_TYPE, field_30="x"), "rubbish", "", item(6, quantity="abc"), surplus]
    data = export(*odd, item(7))
    await depot.load(data, asked=ASKED)
    assert await depot.export(ASKED) == data
    with pytest.raises(DeskError) as caught:
        await depot.export(DateRange.day(NEXT))
    assert caught.value.code is ErrorCode.NOTHING_TO_EXPORT


async def test_a_day_is_written_as_its_own_newest_file_wrote_it(depot: Depot) -> None:
    """Later files of other days must not change how a loaded day comes back."""
    one = export(item(5, quantity="1,5"), "rubbish", encoding="windows-1251", line_end="\n", report_number="1")
    other = export(item(6, day="29.12.2025", quantity="1.5"), encoding="utf-8-bom", report_number="2")
    await depot.load(one, asked=ASKED)
    await depot.load(other, asked=DateRange.day(NEXT))
    assert await depot.export(ASKED) == one
    assert await depot.export(DateRange.day(NEXT)) == other
    assert await depot.export(DateRange(DAY, NEXT)) == export(
        item(5, quantity="1,5"), "rubbish", item(6, day="29.12.2025", quantity="1.5"),
        encoding="utf-8-bom", report_number="2",
    )  # fmt: skip


async def test_a_corrected_answer_in_another_encoding(depot: Depot) -> None:
    named = line(11, transaction_id_unique="6", cashier_code="7\u00a6Чай")
    await depot.load(export(item(5), named, encoding="windows-1251"), asked=ASKED)
    again = export(item(5), named, item(7), encoding="utf-16-le", report_number="9")
    await depot.load(again, asked=ASKED)
    assert await depot.export(ASKED) == again


@pytest.mark.parametrize("label", LABELS)
async def test_another_encoding_on_request(depot: Depot, label: str) -> None:
    lines = (line(11, cashier_code="7\u00a6Чай"), item(6, quantity="два"))
    await depot.load(export(*lines, encoding="windows-1251"), asked=ASKED)
    assert await depot.export(ASKED, encoding=label) == export(*lines, encoding=label)


@pytest.mark.parametrize(
    ("source", "data", "wanted"),
    [
        ("utf-8", line(11, cashier_code="7\u00a6茶").encode(), "windows-1251"),
        ("windows-1251", b"\x98", "utf-16-le"),
        ("utf-8", b"\xff\xfe", "windows-1251"),
    ],
)
async def test_what_another_encoding_cannot_hold(depot: Depot, source: str, data: bytes, wanted: str) -> None:
    await depot.load(export(item(9), encoding=source) + data + b"\r\n", asked=ASKED, encoding=source)
    with pytest.raises(DeskError) as caught:
        await depot.export(ASKED, encoding=wanted)
    assert (caught.value.code, caught.value.context["encoding"]) == (ErrorCode.OUTPUT_FAILED, wanted)


async def test_a_place_where_nothing_can_be_written(depot: Depot, tmp_path: Path) -> None:
    await depot.load(export(item(5)), asked=ASKED)
    (tmp_path / "file").touch()
    with pytest.raises(DeskError) as caught:
        await depot.warehouse.export_frontol(FOLDER, ASKED, tmp_path / "file" / "below.txt", None)
    assert caught.value.code is ErrorCode.OUTPUT_FAILED


async def test_a_file_loaded_under_a_forced_encoding(depot: Depot) -> None:
    data = export(line(11, item_identifier="Чай"), encoding="utf-8")
    await depot.load(data, asked=ASKED, encoding="windows-1251")
    assert await depot.export(ASKED) == data


@pytest.mark.parametrize("first", [item(5), "12;28.12.2025;cut"])
async def test_lines_after_one_without_a_line_end_are_lines_of_their_own(depot: Depot, first: str) -> None:
    await depot.load(export(first, closed=False), asked=ASKED)
    await depot.load(export(item(6), item(7)))
    assert await depot.export(ASKED) == export(first, item(6), item(7))


async def test_an_export_that_fails_leaves_the_earlier_one(depot: Depot, tmp_path: Path) -> None:
    await depot.load(export(item(9)) + b"\xff\xfe\r\n", asked=ASKED, encoding="utf-8")
    target = tmp_path / "day.txt"
    target.write_bytes(b"earlier")
    with pytest.raises(DeskError):
        await depot.warehouse.export_frontol(FOLDER, ASKED, target, "windows-1251")
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.glob(".day*")] == []


async def test_a_full_disk_is_not_taken_for_a_lost_database(depot: Depot) -> None:
    await depot.load(export(item(5)), asked=ASKED)
    with pytest.raises(DeskError) as caught:
        await depot.warehouse.export_frontol(FOLDER, ASKED, Path("/dev/full"), None)
    assert caught.value.code is ErrorCode.OUTPUT_FAILED
