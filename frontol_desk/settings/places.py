"""In which line of a settings file a key stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any


def lines_of_keys(text: str) -> dict[str, int]:
    """Return the line, from 1, of every key and section of a sound TOML text: ``ftp``, ``ftp.port``.

    Of a section that is opened twice the first counts. A key is named as it is written.
    """
    places: dict[str, int] = {}
    section: tuple[str, ...] = ()
    for number, statement in _statements(text):
        found = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            section = max(_paths(found), key=len, default=())
            paths = [section[: depth + 1] for depth in range(len(section))]
        else:
            paths = [section + path for path in _paths(found)]
        for path in paths:
            places.setdefault(".".join(path), number)
    return places


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield every header and every assignment with its first line; those over several lines whole."""
    begun, first = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        first = first if begun else number
        begun += line + "\n"
        try:
            tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue  # a text or a list goes on in the next line
        yield first, begun
        begun = ""


def _paths(values: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in values.items():
        yield (*above, key)
        inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        if isinstance(inner, dict):
            yield from _paths(inner, (*above, key))
