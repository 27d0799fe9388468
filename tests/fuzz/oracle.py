"""What has to hold for any bytes whatever: they are refused as a whole, or every line of them is accounted for."""

from __future__ import annotations

from frontol_desk.domain.errors import DeskError
from frontol_desk.format.encoding import LABELS
from tests.unit.format.reading import read
from tests.unit.format.test_roundtrip import accounted_or_refused

_FORCED = (None, *LABELS)
HEAD = b"#\r\n1\r\n24335\r\n"
"""Stands before half of the inputs, so that they get beyond the header."""


def check(data: bytes) -> None:
    """Read an input: its first byte chooses the encoding, the second the block size and whether a header precedes."""
    if len(data) < 2:
        return
    forced = _FORCED[data[0] % len(_FORCED)]
    export = (HEAD if data[1] & 1 else b"") + data[2:]
    try:
        result = read(export, forced=forced, block=1 + (data[1] >> 1) * 3)
    except DeskError as error:
        accounted_or_refused(export, error)
    else:
        accounted_or_refused(export, result)
