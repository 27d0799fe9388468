"""The registry of transaction types: which layout a line of type N has, plug-ins of other packages included."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import entry_points
from typing import get_args

from frontol_desk.format.layout import COMMON_FIELDS, Field, Kind, Layout, Personal
from frontol_desk.format.tables import bonuses, cash, discounts, documents, employees, items, payments, shifts

ENTRY_POINT = "frontol_desk.layouts"
LONGEST_LINE = 44
_COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]{0,58}")
_TABLE_NAME = re.compile(r"tx_[a-z0-9_]{1,55}")
_LINEAGE = {"source_folder", "file_id", "line_number", "line_hash", "names", "residue", "processed_at"}


def _unrecognized() -> Layout:
    """Build the home of types nobody knows: the key is typed, every other field stays the text it was."""
    typed = items.ITEM_REGISTRATION_1_11.fields[:5]
    rest = tuple(Field(n, f"field_{n}", Kind.TEXT, None) for n in range(len(typed) + 1, LONGEST_LINE + 1))
    return Layout("tx_unrecognized", (), "Неизвестный тип", "A type nobody knows", (*typed, *rest), None)


UNRECOGNIZED = _unrecognized()
TYPE_INDEX = 3
"""Where the type stands on a split line: field 4."""


class Registry:
    """Layouts by transaction type; immutable once built, so lookups can be kept by whoever needs them."""

    def __init__(self, layouts: Iterable[Layout]) -> None:
        self.layouts = tuple(layouts)
        self._by_type: dict[int, Layout] = {}
        tables: set[str] = {UNRECOGNIZED.table}
        for item in self.layouts:
            _check(item)
            if item.table in tables:
                raise ValueError(f"table {item.table} is declared twice")
            tables.add(item.table)
            for number in item.types:
                if number in self._by_type:
                    raise ValueError(f"type {number} is declared by {self._by_type[number].table} and {item.table}")
                self._by_type[number] = item

    @property
    def tables(self) -> tuple[Layout, ...]:
        """Every table there is, `tx_unrecognized` last."""
        return (*self.layouts, UNRECOGNIZED)

    @property
    def types(self) -> frozenset[int]:
        """The transaction types with a table of their own."""
        return frozenset(self._by_type)

    def usual_lengths(self) -> dict[int, int]:
        """Return the usual number of fields on a line, by type."""
        return {number: item.usual_length for number, item in self._by_type.items()}

    def layout_of(self, transaction_type: int) -> Layout:
        """Return the layout of a type; that of `tx_unrecognized` when nobody declared it."""
        return self._by_type.get(transaction_type, UNRECOGNIZED)


def _check(item: Layout) -> None:
    """Refuse a declaration that could not become a table: names are identifiers in SQL, so they are held to a form."""
    names = [field.name for field in item.fields]
    common = [field.name for field in UNRECOGNIZED.fields[:5]]
    wrong = [name for name in names if not _COLUMN_NAME.fullmatch(name) or name in _LINEAGE]
    if not _TABLE_NAME.fullmatch(item.table) or wrong or len(set(names)) != len(names):
        raise ValueError(f"{item.table}: table or column names unusable or repeated: {wrong}")
    if len(names) < COMMON_FIELDS or names[:5] != common or [f.n for f in item.fields] != [*range(1, len(names) + 1)]:
        raise ValueError(f"{item.table}: a layout starts with the common fields and leaves no position out")
    if wrong := [field.name for field in item.fields if not _may_be_personal(field)]:
        raise ValueError(f"{item.table}: a hash has no place in the numbers and dates {wrong}; only names beside codes")


def _may_be_personal(field: Field) -> bool:
    """Tell whether what replaces personal data in a field is a value of its kind, too."""
    if field.personal is None:
        return True
    return field.named if field.personal == "name" else field.kind is Kind.TEXT and field.personal in get_args(Personal)


def builtin_layouts() -> tuple[Layout, ...]:
    """Return the declarations shipped with the program."""
    families = (items, discounts, bonuses, payments, documents, cash, employees, shifts)
    return tuple(item for family in families for item in family.LAYOUTS)


@cache
def default_registry() -> Registry:
    """Return the built-in layouts and those of every installed plug-in (entry point ``frontol_desk.layouts``)."""
    plugged = [item for point in entry_points(group=ENTRY_POINT) for item in point.load()]
    return Registry((*builtin_layouts(), *plugged))
