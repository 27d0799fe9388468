"""Lists for other programs: text separated by semicolons, as Excel opens it with a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from frontol_desk.domain.errors import DeskError, ErrorCode

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def write_table(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows, headings first; a file of that name is replaced only by a whole one. Raises OUTPUT_FAILED."""
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=";").writerows(map(_harmless, row) for row in rows)
    write_text(path, _BYTE_ORDER_MARK + table.getvalue())


def write_text(path: Path, text: str) -> None:
    """Write a text; a file of that name is replaced only by a whole one. Raises OUTPUT_FAILED."""
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_bytes(text.encode())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise DeskError(ErrorCode.OUTPUT_FAILED, path=str(path), cause=error.strerror or "") from error


def _harmless(value: str) -> str:
    """Keep a table program from taking a text for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value
