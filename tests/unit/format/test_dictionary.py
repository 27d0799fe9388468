"""The declarations equal the manual's dictionary, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.format.layout import COMMON_FIELDS, Field, Kind, Layout
from frontol_desk.format.registry import UNRECOGNIZED, builtin_layouts, default_registry

DATA = Path(__file__).parents[2] / "data" / "frontol6"
OLDER = "tx_fiscal_payment_41"


@cache
def dictionary() -> dict[str, Any]:
    return {table["table"]: table for table in json.loads((DATA / "transactions.json").read_text("utf-8"))["tables"]}


@cache
def enums() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "enums.json").read_text("utf-8"))
    return found


def declared() -> dict[str, Layout]:
    return {layout.table: layout for layout in builtin_layouts()}


def of_manual(field: dict[str, Any]) -> Field:
    return Field(
        n=field["n"],
        name=field["name"],
        kind=Kind(field["kind"]),
        ru=field["ru"],
        note=field["note"],
        sign=field["sign"],
        named=field.get("may_have_name", False),
        enum=field.get("enum"),
        reserved=field["reserved"],
    )


def test_dictionary_is_the_whole_one() -> None:
    tables = dictionary().values()
    assert len(tables) == 50
    assert sum(len(table["types"]) for table in tables) == 56
    assert sum(len(table["fields"]) for table in tables) == 1999


def test_tables_are_those_of_the_manual_and_the_older_type_41() -> None:
    assert declared().keys() == dictionary().keys() | {OLDER}


@pytest.mark.parametrize("table", sorted(dictionary()))
def test_layout_equals_dictionary(table: str) -> None:
    layout, manual = declared()[table], dictionary()[table]
    assert list(layout.types) == manual["types"]
    assert layout.ru == manual["title_ru"]
    assert layout.en == manual["title_en"]
    assert layout.seen_length == manual["line_fields"]
    assert [replace(field, personal=None) for field in layout.fields] == [
        of_manual(field) for field in manual["fields"]
    ]


def test_every_type_has_its_table() -> None:
    registry = default_registry()
    for kind in enums()["transaction_type"]["values"]:
        assert registry.layout_of(kind["code"]).table == kind["table"]
    assert registry.types == {kind["code"] for kind in enums()["transaction_type"]["values"]} | {41}


def test_enums_named_by_fields_exist() -> None:
    assert {field.enum for field in every_field() if field.enum} <= enums().keys()


def test_type_41_is_laid_out_like_type_40() -> None:
    payment, older = default_registry().layout_of(40), declared()[OLDER]
    assert older.types == (41,)
    assert [(field.n, field.kind) for field in older.fields] == [(field.n, field.kind) for field in payment.fields]


def test_unrecognized_types_the_key_and_keeps_the_rest_as_text() -> None:
    kinds = [field.kind for field in UNRECOGNIZED.fields]
    assert kinds[:5] == [Kind.INT, Kind.DATE, Kind.TIME, Kind.INT, Kind.INT]
    assert set(kinds[5:]) == {Kind.TEXT}
    assert len(kinds) == 44
    assert default_registry().layout_of(999) is UNRECOGNIZED
    assert default_registry().tables[-1] is UNRECOGNIZED


def test_fields_shared_by_all_tables_come_first() -> None:
    assert min(len(layout.fields) for layout in builtin_layouts()) >= COMMON_FIELDS


def every_field() -> Iterator[Field]:
    for layout in builtin_layouts():
        yield from layout.fields
