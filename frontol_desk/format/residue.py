"""What a stored row lacks to reproduce its line: the texts that canonical values would not give back, as small JSON.

Keys: ``fields`` (field number to its original text), ``count`` (fields on the line, where the dialect says otherwise),
``surplus`` (fields beyond the table's last column), ``open`` (no closing semicolon), ``end`` (the line's own line end).
"""

from __future__ import annotations

from typing import TypedDict


class Residue(TypedDict, total=False):
    """The parts of a line that its columns do not hold."""

    fields: dict[str, str]
    count: int
    surplus: list[str]
    open: bool
    end: str
