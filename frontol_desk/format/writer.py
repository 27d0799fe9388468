"""Writes lines and headers of the Frontol file: what a kassa would have written, from values and what they lack."""

from __future__ import annotations

from collections.abc import Sequence

from frontol_desk.format.dialect import Dialect
from frontol_desk.format.kinds import Value, write_value
from frontol_desk.format.layout import Layout
from frontol_desk.format.names import Names, join_names
from frontol_desk.format.registry import TYPE_INDEX
from frontol_desk.format.residue import Residue


def header(flag: str, database_id: str, report_number: str, line_end: str = "\r\n") -> str:
    """Return the three header lines."""
    return "".join(f"{part}{line_end}" for part in (flag, database_id, report_number))


def write_cells(layout: Layout, values: Sequence[Value], dialect: Dialect, names: Names | None = None) -> list[str]:
    """Return the canonical text of every field of a row; `values[n - 1]` belongs to field n."""
    transaction_type = values[TYPE_INDEX]
    padding = dialect.padding.get(transaction_type, {}) if isinstance(transaction_type, int) else {}
    cells = [
        write_value(value, dialect, padding.get(field.n, 0) if value is not None else 0)
        for field, value in zip(layout.fields, values, strict=True)
    ]
    for name, given in (names or {}).items():
        position = layout.positions[name]
        cells[position] = join_names(cells[position], given)
    return cells


def write_line(
    layout: Layout,
    values: Sequence[Value],
    dialect: Dialect,
    names: Names | None = None,
    residue: Residue | None = None,
) -> tuple[str, str | None]:
    """Return the line a row came from, without its line end, and the line end where it was not the file's usual one."""
    left = residue or {}
    cells = write_cells(layout, values, dialect, names)
    for n, original in left.get("fields", {}).items():
        cells[int(n) - 1] = original
    transaction_type = values[TYPE_INDEX]
    usual = dialect.length_of(transaction_type, layout) if isinstance(transaction_type, int) else len(cells)
    count = left.get("count", usual)
    cells = cells[:count] + [""] * (count - len(cells))
    if surplus := left.get("surplus"):
        cells[len(layout.fields) :] = surplus
    line = ";".join(cells)
    return (line if left.get("open") else f"{line};"), left.get("end")
