"""No error code without a failure behind it: each is brought up by the program in some test."""

from __future__ import annotations

import pytest

from frontol_desk.domain.errors import ErrorCode
from tests import reached


@pytest.mark.alone
@pytest.mark.of_all_tests
def test_every_error_code_was_reached_by_a_test() -> None:
    assert sorted(set(ErrorCode) - reached.codes.keys()) == []
