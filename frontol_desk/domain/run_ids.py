"""Run ids: ULIDs (github.com/ulid/spec), so that ids sort by time and two machines never make the same one."""

from __future__ import annotations

import secrets
from datetime import datetime

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_run_id(at: datetime) -> str:
    """Return 26 characters: 48 bits of milliseconds since 1970 and 80 random bits, in Crockford's base 32."""
    number = int(at.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))
