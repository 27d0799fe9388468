"""The registry: types of plug-ins join the built-in ones; a declaration that could not become a table is refused."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest

from frontol_desk.format import registry as module
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.layout import Field, Kind, Layout, layout, text_field
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import UNRECOGNIZED, Registry, builtin_layouts, default_registry
from tests.builders import export_file

NEW = layout("tx_new_200", types=(200,), ru="Новый", en="New", length=36, fields=(text_field(8, "news", "Новость"),))


def changed(position: int, **values: object) -> Layout:
    fields = [replace(field, **values) if field.n == position else field for field in NEW.fields]  # type: ignore[arg-type]
    return replace(NEW, fields=tuple(fields))


def test_the_home_of_types_nobody_knows_has_a_name_for_people() -> None:
    assert (UNRECOGNIZED.ru, UNRECOGNIZED.en) == ("Неизвестный тип", "A type nobody knows")


def test_the_common_fields_alone_make_a_layout() -> None:
    assert Registry((replace(NEW, fields=NEW.fields[:27]),)).usual_lengths() == {200: 27}


def test_a_new_type_is_one_declaration() -> None:
    registry = Registry((*builtin_layouts(), NEW))
    assert registry.layout_of(200) is NEW
    assert registry.usual_lengths()[200] == 36
    assert NEW.positions["news"] == 7
    assert NEW.fields[8] == Field(9, "reserved_9", Kind.TEXT, "–", reserved=True, personal="free")


def test_a_plug_in_registers_through_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("new", f"{__name__}:PLUGGED", module.ENTRY_POINT)
    monkeypatch.setattr(module, "entry_points", lambda *, group: [point] if group == module.ENTRY_POINT else [])
    assert default_registry.__wrapped__().layout_of(200) is NEW


PLUGGED = (NEW,)


def test_a_plug_in_of_short_lines_does_not_lower_the_bar() -> None:
    """Fewer than 27 fields cannot be placed, whatever a declaration takes for usual."""
    short = Registry((replace(NEW, seen_length=20),))
    data = export_file([";".join(["1", "28.12.2025", "10:00:00", "200", "1"] + [""] * 15) + ";"])
    (chunk,) = ExportReader(io.BytesIO(data), short, encoding_named("utf-8"))
    assert [(found.line, found.reason) for found in chunk.quarantined] == [(4, "too_few_fields")]


@pytest.mark.parametrize(
    ("layouts", "words"),
    [
        ((NEW, NEW), "tx_new_200 is declared twice"),
        ((NEW, replace(NEW, table="tx_other")), "type 200 is declared by"),
        ((replace(NEW, table="tx_unrecognized"),), "tx_unrecognized is declared twice"),
        ((replace(NEW, table='tx_"; DROP TABLE'),), "unusable"),
        ((replace(NEW, table="sales"),), "unusable"),
        ((changed(8, name="Новость"),), "unusable"),
        ((changed(8, name="a;b"),), "unusable"),
        ((changed(8, name="reserved_9"),), "repeated"),
        ((changed(8, name="residue"),), "unusable"),
        ((changed(8, n=9),), "leaves no position out"),
        ((changed(8, kind=Kind.INT, personal="cards"),), "a hash has no place"),
        ((changed(8, kind=Kind.INT, personal="name"),), "a hash has no place"),
        ((changed(8, personal="phone"),), "a hash has no place"),
        ((changed(1, name="number"),), "common fields"),
        ((replace(NEW, fields=NEW.fields[:26]),), "common fields"),
    ],
)
def test_a_declaration_that_cannot_be_a_table_is_refused(layouts: tuple[Layout, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Registry(layouts)


@pytest.mark.parametrize(
    "fields", [(text_field(1, "number", "Номер"),), (text_field(37, "far", "Далеко"),), (text_field(8, "a", "А"),) * 2]
)
def test_a_field_declared_twice_or_beyond_the_end_is_refused(fields: tuple[Field, ...]) -> None:
    with pytest.raises(ValueError, match="declared twice or lies beyond"):
        layout("tx_x", types=(1,), ru="", en="", length=36, fields=fields)
