"""What a line of one transaction type holds: fields, their kinds and meanings, and the table they go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import Literal

COMMON_FIELDS = 27
"""The last field that all tables share; a line with fewer fields cannot be placed."""

Sign = Literal["sale_positive", "sale_negative", "always_positive"]
Personal = Literal["cards", "contact", "values", "name", "free"]
"""What of a field is somebody's own: cards (and phones used as such) in a list, an e-mail or phone, values in a list,
the name beside a code, or whatever looks like it in a free text."""


class Kind(StrEnum):
    """How a value is written. Codes, barcodes and fiscal signs whose leading zeros are real are text."""

    INT = "int"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


@dataclass(frozen=True, slots=True)
class Field:
    """One position of a line. `named`: the value may be exported as ``code¦name``; `sign`: the colour of the manual.

    `personal`: what of it the setting ``privacy.hash_personal`` replaces.
    """

    n: int
    name: str
    kind: Kind
    ru: str | None
    note: str | None = None
    sign: Sign | None = None
    named: bool = False
    enum: str | None = None
    reserved: bool = False
    personal: Personal | None = None


def _field(
    kind: Kind,
    n: int,
    name: str,
    ru: str,
    *,
    note: str | None = None,
    sign: Sign | None = None,
    named: bool = False,
    enum: str | None = None,
    personal: Personal | None = None,
) -> Field:
    return Field(n, name, kind, ru, note, sign, named, enum, personal=personal)


int_field = partial(_field, Kind.INT)
decimal_field = partial(_field, Kind.DECIMAL)
text_field = partial(_field, Kind.TEXT)
date_field = partial(_field, Kind.DATE)
time_field = partial(_field, Kind.TIME)
datetime_field = partial(_field, Kind.DATETIME)


@dataclass(frozen=True)
class Layout:
    """The lines of one table: `fields[n - 1]` is field n. `seen_length`: fields on real lines, None where unseen."""

    table: str
    types: tuple[int, ...]
    ru: str
    en: str
    fields: tuple[Field, ...]
    seen_length: int | None

    @property
    def usual_length(self) -> int:
        """Fields to expect on a line when the file's dialect says nothing else."""
        return self.seen_length or len(self.fields)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Column name to index in `fields`."""
        return {field.name: index for index, field in enumerate(self.fields)}


def layout(
    table: str,
    *,
    types: tuple[int, ...],
    ru: str,
    en: str,
    length: int,
    fields: tuple[Field, ...],
    seen_length: int | None = None,
    spec_last: int | None = None,
    absent: tuple[int, ...] = (),
    dashes: Mapping[int, str] | None = None,
) -> Layout:
    """Declare a table: name what has a meaning, every other position up to `length` becomes a reserved text column.

    `spec_last` is the last number in the manual's table, `absent` are numbers it skips, `dashes` tells what real
    lines carry in positions that the manual leaves without a meaning. The fields of every line are added by itself.
    """
    from frontol_desk.format.tables.fields import EVERY_LINE

    declared = {field.n: field for field in (*EVERY_LINE, *fields)}
    if len(declared) != len(EVERY_LINE) + len(fields) or max(declared) > length:
        raise ValueError(f"{table}: a field is declared twice or lies beyond field {length}")

    def reserved(n: int) -> Field:
        name: str | None
        note: str | None
        if spec_last is not None and n > spec_last:
            name, note = None, "beyond the spec table; present on real lines"
        elif n in absent:
            name, note = None, "number absent from the spec table; keeps later positions aligned"
        else:
            name, note = "–", f"dash in the spec; {dashes[n]}" if dashes and n in dashes else None
        unknown: Personal | None = None if dashes and n in dashes else "free"
        return Field(n, f"reserved_{n}", Kind.TEXT, name, note, reserved=True, personal=unknown)

    every = tuple(declared.get(n) or reserved(n) for n in range(1, length + 1))
    return Layout(table, types, ru, en, every, seen_length)
