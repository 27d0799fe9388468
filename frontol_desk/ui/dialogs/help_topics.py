"""The operator's guide: its chapters in both languages, and which one explains what is on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from frontol_desk.console.reference import reference
from frontol_desk.domain import messages
from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.resources import resource
from frontol_desk.ui.translation import Language

TOPICS = (
    "first-day",
    "daily-work",
    "states",
    "troubles",
    "codes",
    "history",
    "dashboard",
    "settings",
    "all-settings",
    "shortcuts",
    "glossary",
)
"""The chapters in the order of reading; each is a file of that name in every language."""

_OF_PLACE = {
    "audit": "history",
    "queue": "daily-work",
    "errors": "troubles",
    "kassas": "daily-work",
    "log": "dashboard",
}
_TABLE = "<!-- every code -->"
"""Where the chapter of codes gets its table."""
_REFERENCE = "<!-- every setting -->"
"""Where the chapter of all settings gets theirs."""
_PICTURE = re.compile(r"^!\[[^\]]*\]\(([^)\s]+)\)\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Topic:
    """A chapter: its heading and its Markdown, without pictures that are not there."""

    name: str
    title: str
    text: str


def topic_of(place: str) -> str:
    """Return the chapter that explains a page or dialog; the first one when none does."""
    found = _OF_PLACE.get(place, place)
    return found if found in TOPICS else TOPICS[0]


def pictures(language: Language) -> Path:
    """Return the folder with the guide's pictures in a language."""
    return guide() / "pictures" / language


def guide() -> Path:
    """Return the folder that holds the guide."""
    return resource("help")


@cache
def topics(language: Language) -> dict[str, Topic]:
    """Return the chapters in a language, in order, by name."""
    return {name: _read(name, language) for name in TOPICS}


def _read(name: str, language: Language) -> Topic:
    text = (guide() / language / f"{name}.md").read_text("utf-8")
    if name == "codes":
        text = text.replace(_TABLE, "\n".join(_table_of_codes(language)))
    elif name == "all-settings":
        text = text.replace(_REFERENCE, "\n".join(reference(_spoken(language))))
    title = text.partition("\n")[0].removeprefix("# ").strip()
    return Topic(name, title, _PICTURE.sub(_if_there, text))


def _table_of_codes(language: Language) -> Iterator[str]:
    """Write every code there is with what it means and what helps, from the texts that the errors themselves have."""
    spoken = _spoken(language)
    for code in sorted(ErrorCode):
        yield f"| {code} | {messages.cause(code, None, spoken)} | {messages.advice(code, spoken)} |"


def _spoken(language: Language) -> messages.Language:
    return "ru" if language is Language.RU else "en"


def _if_there(picture: re.Match[str]) -> str:
    return picture[0] if (guide() / picture[1]).is_file() else ""
