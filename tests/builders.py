"""Test data builders: lines by column name, files by encoding and line end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.registry import default_registry
from frontol_desk.format.writer import header

DEFAULTS = {
    "transaction_id_unique": "1",
    "transaction_date": "28.12.2025",
    "transaction_time": "10:00:00",
    "cash_register_code": "1",
}
"""What a line carries unless it is told otherwise; all other fields are empty."""

UNKNOWN_TYPE = 999
"""A type without a declaration: its lines live in `tx_unrecognized`."""


def line(
    transaction_type: int,
    values: Mapping[str, str] | None = None,
    /,
    *,
    count: int | None = None,
    closed: bool = True,
    **more: str,
) -> str:
    """Return a line without its line end; `values` and `more` are texts as the kassa writes them, by column name.

    `count` is the number of fields (default: the usual one of the type); a type nobody declared has the columns
    ``field_6`` onwards.
    """
    layout = default_registry().layout_of(transaction_type)
    texts = {**DEFAULTS, "transaction_type": str(transaction_type), **(values or {}), **more}
    if unknown := texts.keys() - layout.positions.keys():
        raise KeyError(f"{layout.table} has no column {', '.join(sorted(unknown))}")
    cells = [texts.get(field.name, "") for field in layout.fields]
    count = layout.usual_length if count is None else count
    cells = (cells + [""] * count)[:count]
    return ";".join(cells) + (";" if closed else "")


def numbered(lines: Iterable[str], *, first: int = 1) -> list[str]:
    """Return the lines with running transaction numbers."""
    return [f"{number};{text.partition(';')[2]}" for number, text in enumerate(lines, first)]


def export_file(
    lines: Iterable[str],
    *,
    encoding: str = "utf-8",
    line_end: str = "\r\n",
    flag: str = "#",
    database_id: str = "1",
    report_number: str = "24335",
    closed: bool = True,
) -> bytes:
    """Return a whole export file; without `closed` the last line lacks its line end. Labels as in `encoding.LABELS`."""
    text = header(flag, database_id, report_number, line_end) + "".join(f"{line}{line_end}" for line in lines)
    named = encoding_named(encoding)
    return named.mark + (text if closed else text.removesuffix(line_end)).encode(named.codec)
