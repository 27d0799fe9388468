"""What has to be written so that a profile's file says what a form says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def with_removals(before: Any, now: Any) -> Any:
    """Return nested values with None for each that was there before and is no more: what is not named stays."""
    if not isinstance(before, Mapping) or not isinstance(now, Mapping):
        return now
    gone = {key: None for key in before if key not in now}
    return gone | {key: with_removals(before.get(key), value) for key, value in now.items()}
