"""Texts for people, Russian and English, looked up by error code or text name in ``resources/messages/*.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal, cast

from frontol_desk.domain.resources import resource

Language = Literal["ru", "en"]

_language: Language = "en"


def set_language(language: Language) -> None:
    """Choose the language of every text from here on, in every task and thread: a window switches it while it runs."""
    global _language
    _language = language


def current_language() -> Language:
    """Return the language in use."""
    return _language


@cache
def _catalogue(language: Language) -> dict[str, object]:
    return tomllib.loads(resource(f"messages/{language}.toml").read_text("utf-8"))


def _template(section: str, name: str, part: str | None = None, language: Language | None = None) -> str | None:
    entry: object = _catalogue(language or current_language()).get(section, {})
    for key in (name, part):
        if key is not None:
            entry = cast("Mapping[str, object]", entry).get(key) if isinstance(entry, Mapping) else None
    return entry if isinstance(entry, str) else None


@dataclass(frozen=True, slots=True)
class InBoth:
    """A name inside a text that differs between the languages, such as that of a field of the export."""

    ru: str
    en: str

    def __str__(self) -> str:
        return self.ru if current_language() == "ru" else self.en


class _Lenient(dict[str, object]):
    """A missing placeholder shows as a dash: a text about an error must never raise a second one."""

    def __missing__(self, key: str) -> str:
        return "—"


def _fill(template: str, context: Mapping[str, object]) -> str:
    known = {name: value for name, value in context.items() if value is not None}
    return template.format_map(_Lenient(known))


def message(code: str, reason: str | None, context: Mapping[str, object]) -> str:
    """Return what happened, in the current language; the finest wording that exists for code and reason."""
    template = (_template("errors", f"{code}.{reason}", "message") if reason else None) or _template(
        "errors", code, "message"
    )
    return _fill(template, context) if template else code


def hint(code: str, reason: str | None, context: Mapping[str, object]) -> str:
    """Return the next action, in the current language, or an empty text."""
    template = (_template("errors", f"{code}.{reason}", "hint") if reason else None) or _template(
        "errors", code, "hint"
    )
    return _fill(template, context) if template else ""


def cause(code: str, reason: str | None = None, language: Language | None = None) -> str:
    """Return in one short sentence what went wrong, without its place, so that equal failures read alike."""
    return (_template("errors", f"{code}.{reason}", "cause", language) if reason else None) or (
        _template("errors", code, "cause", language) or code
    )


def advice(code: str, language: Language | None = None) -> str:
    """Return the next action for a code without its place: dots stand for what only a single case can tell."""
    return re.sub(r"\{\w+\}", "…", _template("errors", code, "hint", language) or "")


def text(name: str, /, **context: object) -> str:
    """Return the interface text `name` in the current language, its placeholders filled."""
    template = _template("texts", name)
    return _fill(template, context) if template else name


def codes(language: Language) -> frozenset[str]:
    """Return the codes (and ``CODE.reason`` wordings) that `language` has texts for."""
    return frozenset(cast("Mapping[str, object]", _catalogue(language)["errors"]))


def text_names(language: Language) -> frozenset[str]:
    """Return the names of the interface texts of `language`."""
    return frozenset(cast("Mapping[str, object]", _catalogue(language)["texts"]))


def told_time(at: datetime) -> str:
    """Return a time as messages tell it: local, to the minute."""
    return f"{at.astimezone():%d.%m.%Y %H:%M}"
