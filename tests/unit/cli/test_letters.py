"""How failures are named on the command line, and what is no name of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from frontol_desk.cli.letters import key_named
from frontol_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Desk


@pytest.mark.parametrize(
    ("name", "key"),
    [("F12", "F12"), ("12", "F12"), ("l7", "L7"), (" G003 ", "G3")],
)
def test_names(name: str, key: str) -> None:
    assert key_named(name, "KEY") == key


@pytest.mark.parametrize("name", ["", "X1", "F", "F-1", "F1.5", "response.txt", "F١٢", "F1234567890123456789"])
def test_no_names(name: str) -> None:
    with pytest.raises(DeskError, match="USAGE"):
        key_named(name, "KEY")


@pytest.mark.parametrize(
    "arguments",
    [
        ("retry",),
        ("retry", "--file-id", "response.txt"),
        ("retry", "--all-failed", "--from-stage", "wait"),
        ("deadletters", "retry"),
        ("deadletters", "retry", "X1"),
        ("deadletters", "drop", "F1"),
        ("deadletters", "drop", "X1", "--reason", "x"),
    ],
)
def test_mistakes_are_told(arguments: tuple[str, ...], desk: Desk) -> None:
    outcome = desk(*arguments, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (3, "USAGE")
