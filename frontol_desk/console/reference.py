"""The reference of all settings as Markdown, from the catalogue: for the guide in the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from frontol_desk.domain.messages import Language
from frontol_desk.settings.catalogue import GENERAL, SettingInfo, catalogue, reference_words, section_title
from frontol_desk.settings.versions import VERSION


def reference(language: Language) -> Iterator[str]:
    """Yield the lines of the reference: a heading and a table for each section of the file."""
    words = reference_words(language)
    for section, settings in groupby(_ordered(language), key=lambda info: info.section):
        title = section_title(section, language)
        yield f"## {title}" if section == GENERAL else f"## {title}: [{section}]"
        yield ""
        yield f"| {words['setting']} | {words['meaning']} |"
        yield "|---|---|"
        for info in settings:
            yield f"| **{_cell(info.title)}** `{info.key}` | {_told(info, words)} |"
        yield ""


def _ordered(language: Language) -> list[SettingInfo]:
    """Return the settings with those of no section first; the order within a section stays."""
    return sorted(catalogue(language), key=lambda info: info.section != GENERAL)


def _told(info: SettingInfo, words: Mapping[str, str]) -> str:
    """Say what a setting does, which values it takes, what holds without it, and the name of its variable."""
    parts = [_cell(info.text)]
    if allowed := _allowed(info, words):
        parts.append(words["allowed"].format(_cell(allowed)))
    if info.default not in (None, ""):
        parts.append(words["default"].format(_cell(_plain(info.default))))
    if info.per_kassa:
        parts.append(_cell(words["kassa"]))
    if not info.in_file:
        parts.append(words["outside"])
    if info.kind != "map" and info.name != VERSION:
        parts.append(words["variable"].format(f"`{info.environment}`"))
    return " ".join(parts)


def _allowed(info: SettingInfo, words: Mapping[str, str]) -> str:
    if info.kind == "bool":
        return words["bool"]
    if info.choices:
        return ", ".join(info.choices)
    low = "" if info.minimum is None else words["above" if info.above_minimum else "from"].format(_plain(info.minimum))
    high = "" if info.maximum is None else words["to"].format(_plain(info.maximum))
    return " ".join(filter(None, (low, high, words[info.unit] if info.unit else "")))


def _plain(value: object) -> str:
    """Write a value as a settings file does: 10 for 10.0."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    """Keep what is meant literally from being read as Markdown."""
    for sign in "\\|_*[]<>`":
        text = text.replace(sign, "\\" + sign)
    return text
