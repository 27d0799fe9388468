"""Keys are found in the line where they stand, however the file is written."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from frontol_desk.settings.places import lines_of_keys

WRITTEN = '''\
# a comment with key = 1
kassas = """
P13:P13;
ftp = "no key"
"""
ftp.host = "h" # dotted
"quoted key" = 1

[database] # the database
pool_max = [
  1,
  2,
]
  port = 5432

[kassa.N22]
encoding = "auto"
[kassa."N 23"]
timezone = 'x'
[log] 
level = { a = 1, b = 2 }
'''  # noqa: W291


def test_every_key_has_its_line() -> None:
    assert lines_of_keys(WRITTEN) == {
        "kassas": 2,
        "ftp": 6,
        "ftp.host": 6,
        "quoted key": 7,
        "database": 9,
        "database.pool_max": 10,
        "database.port": 14,
        "kassa": 16,
        "kassa.N22": 16,
        "kassa.N22.encoding": 17,
        "kassa.N 23": 18,
        "kassa.N 23.timezone": 19,
        "log": 20,
        "log.level": 21,
        "log.level.a": 21,
        "log.level.b": 21,
    }


def test_lines_of_windows_count_alike() -> None:
    assert lines_of_keys("a = 1\r\n[b]\r\nc = 2\r\n") == {"a": 1, "b": 2, "b.c": 3}


keys = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
values = st.one_of(st.integers(0, 9).map(str), st.text("abc\n=[]#", max_size=9).map(lambda text: f"'''{text}'''"))


@given(st.dictionaries(keys, st.dictionaries(keys, values, max_size=3), max_size=4))
def test_any_sections_are_found(sections: dict[str, dict[str, str]]) -> None:
    text, expected = "", {}
    for section, part in sections.items():
        expected[section] = text.count("\n") + 1
        text += f"[{section}]\n"
        for key, value in part.items():
            expected[f"{section}.{key}"] = text.count("\n") + 1
            text += f"{key} = {value}\n"
    document: dict[str, Any] = tomllib.loads(text)
    assert document.keys() == sections.keys()
    assert lines_of_keys(text) == expected
