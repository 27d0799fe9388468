"""The reference of all settings: every one, in both languages, in tables that a reader of Markdown understands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontol_desk.console.reference import reference
from frontol_desk.domain.messages import Language
from frontol_desk.settings.catalogue import catalogue, sections

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_setting_has_its_row(language: Language) -> None:
    lines = list(reference(language))
    rows = [line for line in lines if line.startswith("| **")]
    infos = catalogue(language)
    assert len(rows) == len(infos)
    for info, row in zip(sorted(infos, key=lambda info: info.section != "general"), rows, strict=True):
        assert f"`{info.key}`" in row
        assert len(re.findall(r"(?<!\\)\|", row)) == 3, row
        named = info.kind != "map" and info.name != "schema_version"
        assert (f"`{info.environment}`" in row) == named
    assert len([line for line in lines if line.startswith("## ")]) == len(sections())


def test_a_row_says_what_is_allowed_and_what_holds_otherwise() -> None:
    rows = {match[1]: line for line in reference("en") if (match := re.search(r"`(FRONTOL\w+)`", line))}
    assert "Allowed: from 1 to 65535. Default: 21." in rows["FRONTOL_DESK_FTP__PORT"]
    assert "Allowed: more than 0, to 86400 seconds. Default: 600." in rows["FRONTOL_DESK_EXCHANGE__RESPONSE_TIMEOUT"]
    assert "Allowed: off, explicit, implicit. Default: off." in rows["FRONTOL_DESK_FTP__TLS"]
    assert "Allowed: true, false. Default: true." in rows["FRONTOL_DESK_FTP__TLS_VERIFY"]
    assert "May differ for one kassa" in rows["FRONTOL_DESK_EXCHANGE__EXPECTED_BY"]
    assert "Not in the file." in rows["FRONTOL_DESK_FTP__PASSWORD"]


@pytest.mark.parametrize("page", ["README.md", "README.ru.md"])
def test_the_readme_names_every_setting(page: str) -> None:
    rows = [line for line in (ROOT / page).read_text("utf-8").splitlines() if line.startswith("| `FRONTOL_DESK_")]
    named = {name for row in rows for name in _names(row)}
    assert {info.environment for info in catalogue()} - named == {"FRONTOL_DESK_KASSA", "FRONTOL_DESK_SCHEMA_VERSION"}


def _names(row: str) -> set[str]:
    """Write out ``__PORT`` after FRONTOL_DESK_FTP__HOST."""
    found = re.findall(r"`(FRONTOL_DESK_\w+|__[A-Z_]+)`", row)
    section = found[0].rpartition("__")[0]
    return {name if name.startswith("FRONTOL") else section + name for name in found}
