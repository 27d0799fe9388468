"""What reading has to tell people: a quarantined line as an error, and what was kept but is unusual as warnings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import InBoth
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import default_registry
from frontol_desk.format.rows import QuarantinedLine

_HARMLESS = re.compile(r"(?!(?:[^0-9]*[0-9]){9})[0-9A-Za-z.,:;/+_ -]{1,20}")
"""Values that a message may quote: too few digits for a phone or card number, and no name in Cyrillic.

A semicolon inside a text shifts all later fields, so anything may stand where a number is expected.
"""


def problem_of(quarantined: QuarantinedLine) -> DeskError:
    """Return a quarantined line as PARSE_INVALID: its reason, `line`, and `field`, `column`, `value` where known.

    A value that might be personal is told as an ellipsis; the raw line is in quarantine.
    """
    place = {"field": quarantined.field, "column": _named(quarantined.column), "value": _told(quarantined.value)}
    known = {name: found for name, found in place.items() if found is not None}
    return DeskError(ErrorCode.PARSE_INVALID, reason=quarantined.reason, line=quarantined.line, **known)


def _named(column: str | None) -> InBoth | None:
    """Return a column in people's words: in Russian as the manual calls it."""
    return None if column is None else InBoth(_titles().get(column, column), column)


@cache
def _titles() -> Mapping[str, str]:
    """Return the manual's names of the columns; of several the shortest."""
    fields = [field for item in default_registry().tables for field in item.fields if field.ru]
    return {field.name: str(field.ru) for field in sorted(fields, key=lambda field: -len(str(field.ru)))}


def _told(value: str | None) -> str | None:
    return "…" if value and not _HARMLESS.fullmatch(value) else value


def warnings_of(reader: ExportReader) -> list[DeskError]:
    """Return what deserves a warning in a file read to its end, in the order of the first line of each kind.

    UNKNOWN_TYPE (`type`), SURPLUS_FIELDS and UNKNOWN_LENGTH, each with `count` and the first `line`.
    """
    found = [(tally, ErrorCode.UNKNOWN_TYPE, {"type": number}) for number, tally in reader.unknown_types.items()]
    if reader.surplus:
        found.append((reader.surplus, ErrorCode.SURPLUS_FIELDS, {}))
    if reader.unknown_length:
        found.append((reader.unknown_length, ErrorCode.UNKNOWN_LENGTH, {}))
    found.sort(key=lambda item: item[0].line)
    return [DeskError(code, reason=None, count=tally.count, line=tally.line, **more) for tally, code, more in found]
