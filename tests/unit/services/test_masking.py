"""Nothing that others must not read leaves through the log."""

from __future__ import annotations

import json

import pytest

from frontol_desk.services.masking import Mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call +79991234567 now", "call ***67 now"),
        ("call 8 (999) 123-45-67 now", "call ***67 now"),
        ("mail ivan.petrov@shop.example.ru!", "mail ***!"),
        ("card 4276 1234 5678 9012", "card ***9012"),
        ("card 4276123456789012", "card ***9012"),
        ("postgresql://desk:hidden@db.example/sales", "postgresql://desk:***@db.example/sales"),
        ("no answer from ftp://desk:p@ss:1@host.example/in", "no answer from ftp://desk:***@host.example/in"),
        ("document 733714 of shift 24335: 1346 rows, 181946 bytes", None),
        ("barcode 4600494600012, amount 1234567,89", None),
        ("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", None),
        ("2025-12-28T10:11:12.345+03:00", None),
    ],
)
def test_personal_data(text: str, masked: str | None) -> None:
    assert Mask()(text) == (text if masked is None else masked)


def test_secrets_plain_and_as_part_of_an_address() -> None:
    mask = Mask(["pa@ss/word", "pa@ss"])
    assert mask("login with pa@ss/word failed") == "login with *** failed"
    assert mask("ftp sent pa%40ss%2Fword") == "ftp sent ***"


def test_a_short_secret_does_not_eat_the_log() -> None:
    assert Mask(["1"])("1 of 11 rows, password 1") == "*** of 11 rows, password ***"


def test_empty_secrets_change_nothing() -> None:
    assert Mask(["", ""])("as it was") == "as it was"


@pytest.mark.parametrize(
    "written",
    [
        "q u/o\"t'e\\ü",
        "q%20u%2Fo%22t%27e%5C%C3%BC",
        "q%20u%2fo%22t%27e%5c%c3%bc",
        "q%20u/o%22t%27e%5C%C3%BC",
        "q+u%2Fo%22t%27e%5C%C3%BC",
        json.dumps("q u/o\"t'e\\ü"),
        json.dumps("q u/o\"t'e\\ü", ensure_ascii=False),
        repr("q u/o\"t'e\\ü"),
    ],
)
def test_a_secret_is_hidden_however_it_is_written(written: str) -> None:
    assert Mask(["q u/o\"t'e\\ü"])(f"<{written}>").strip("<>\"'") == "***"
