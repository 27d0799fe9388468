"""A DSN is taken apart and put together without losing anything."""

from __future__ import annotations

import pytest

from frontol_desk.settings.dsn import join_dsn, split_dsn


@pytest.mark.parametrize(
    ("dsn", "parts"),
    [
        ("postgresql://h/d", {"host": "h", "name": "d"}),
        ("postgres://u:p@H:5/d", {"host": "H", "port": "5", "user": "u", "password": "p", "name": "d"}),
        ("postgresql://u:a%40b%2F%3A@h/d", {"host": "h", "user": "u", "password": "a@b/:", "name": "d"}),
        ("postgresql://[::1]:5/d", {"host": "::1", "port": "5", "name": "d"}),
        ("postgresql:///d?host=/run/pg&port=5", {"host": "/run/pg", "port": "5", "name": "d"}),
        ("postgresql://h/d?sslmode=verify-full", {"host": "h", "name": "d", "sslmode": "verify-full"}),
        ("postgresql://h/d%40x", {"host": "h", "name": "d@x"}),
        ("", {}),
        (None, {}),
    ],
)
def test_parts(dsn: str | None, parts: dict[str, str]) -> None:
    assert split_dsn(dsn) == parts
    assert split_dsn(join_dsn(parts)) == parts


@pytest.mark.parametrize(
    "dsn",
    ["mysql://h/d", "h:5/d", "postgresql://u:p@h:port/d", "postgresql://u:p@h:99999/d", "postgresql://h/d?colour=red",
     "postgresql://u:p#q@h/d", "postgresql://u:1?p#q@h/d", "postgresql://u:1?p@h/d", "postgresql://u:1/p@h/d", 5],
)  # fmt: skip
def test_what_is_no_dsn_is_refused_without_quoting_it(dsn: object) -> None:
    with pytest.raises(ValueError) as caught:
        split_dsn(dsn)
    assert "p#q" not in str(caught.value)
    assert "p@h" not in str(caught.value)


def test_a_time_out_of_connecting_is_understood() -> None:
    assert split_dsn("postgresql://h/d?connect_timeout=7") == {"host": "h", "name": "d", "connect_timeout": "7"}
