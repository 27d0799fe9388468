"""What reading has to tell people: a quarantined line as an error, and what was kept but is unusual as warnings."""

from __future__ import annotations

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.rows import QuarantinedLine


def problem_of(quarantined: QuarantinedLine) -> DeskError:
    """Return a quarantined line as PARSE_INVALID: its reason, `line`, and `field`, `column`, `value` where known."""
    place = {"field": quarantined.field, "column": quarantined.column, "value": quarantined.value}
    known = {name: found for name, found in place.items() if found is not None}
    return DeskError(ErrorCode.PARSE_INVALID, reason=quarantined.reason, line=quarantined.line, **known)


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
