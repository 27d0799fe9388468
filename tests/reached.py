"""Which error codes the program itself has brought up while the tests ran, and where first."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from frontol_desk.domain.errors import DeskError, ErrorCode

codes: dict[ErrorCode, str] = {}
"""Per code the test that met it first."""

_init = DeskError.__init__


def _noting_init(self: DeskError, code: ErrorCode, *, reason: str | None = None, **context: object) -> None:
    _init(self, code, reason=reason, **context)
    if sys._getframe(1).f_globals["__name__"].startswith("frontol_desk."):
        codes.setdefault(ErrorCode(code), os.environ.get("PYTEST_CURRENT_TEST", ""))


def watch() -> None:
    """Note from here on every error that the program makes; those that a test makes do not count."""
    DeskError.__init__ = _noting_init  # type: ignore[method-assign]


def add(found: Mapping[str, str]) -> None:
    """Add what was met elsewhere: in another process, or in the part of the tests that ran before."""
    for code, test in found.items():
        codes.setdefault(ErrorCode(code), test)


def as_texts() -> dict[str, str]:
    """Return it in a form that another process understands."""
    return {code.value: test for code, test in codes.items()}
