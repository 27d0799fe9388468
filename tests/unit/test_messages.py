"""Both languages say the same things: every code has its words, with the same placeholders."""

from __future__ import annotations

import ast
import asyncio
import string
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import frontol_desk
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import Language, cause, set_language, text
from frontol_desk.domain.resources import resource

LANGUAGES: tuple[Language, ...] = ("ru", "en")


def catalogue(language: Language) -> dict[str, Any]:
    return tomllib.loads(resource(f"messages/{language}.toml").read_text("utf-8"))


def flat(language: Language) -> dict[str, str]:
    found = catalogue(language)
    errors = {f"{code}.{part}": words for code, entry in found["errors"].items() for part, words in entry.items()}
    return errors | {f"texts.{name}": words for name, words in found["texts"].items()}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.fixture(autouse=True)
def _back_to_english() -> Iterator[None]:
    yield
    set_language("en")


def test_both_languages_have_the_same_keys() -> None:
    assert flat("ru").keys() == flat("en").keys()


def test_both_languages_have_the_same_placeholders() -> None:
    ru, en = flat("ru"), flat("en")
    assert {key: placeholders(words) for key, words in ru.items()} == {
        key: placeholders(words) for key, words in en.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_message_and_hint(language: Language) -> None:
    errors = catalogue(language)["errors"]
    without = [code for code in ErrorCode if not {"message", "hint"} <= errors.get(code, {}).keys()]
    assert without == []
    assert {key.split(".")[0] for key in errors} == set(ErrorCode)
    assert all(words.strip() for words in flat(language).values())


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Yield place, code or finer wording, and context names of every error that the program raises in plain sight."""
    known = catalogue("en")["errors"]
    for path in Path(frontol_desk.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "DeskError"):
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if None in given or not node.args or not isinstance(node.args[0], ast.Attribute):
                continue
            reason = given.pop("reason", None)
            finer = f"{node.args[0].attr}.{reason.value!s}" if isinstance(reason, ast.Constant) else ""
            key = finer if finer in known else node.args[0].attr
            yield f"{path.name}:{node.lineno}", key, {name for name in given if name}


def test_errors_are_raised_with_what_their_words_need() -> None:
    without = {
        place: sorted(missing)
        for place, key, given in raised()
        for entry in [catalogue("en")["errors"][key]]
        if (missing := placeholders(entry["message"]) - given)
    }
    assert without == {}


def test_a_missing_placeholder_shows_as_a_dash() -> None:
    error = DeskError(ErrorCode.PARSE_INVALID, reason="bad_number", line=7, field=10)
    assert error.message == "Line 7, field 10 (—): “—” is not a number."


def test_a_reason_without_words_of_its_own_falls_back() -> None:
    error = DeskError(ErrorCode.PARSE_INVALID, reason="never_heard_of", line=7)
    assert error.message == "Line 7 is not a readable transaction."


def test_words_follow_the_language() -> None:
    error = DeskError(ErrorCode.CONFIG_DATE, value="31.02.2025")
    set_language("ru")
    assert error.message == "«31.02.2025» — не дата."
    assert text("validate_ok") == "Настройки в порядке."


async def test_the_language_holds_for_every_task_and_thread_that_runs_already() -> None:
    switched = threading.Event()
    said: list[str] = []

    def say() -> None:
        switched.wait(5)
        said.append(cause("NO_RESPONSE"))

    thread, task = threading.Thread(target=say), asyncio.create_task(asyncio.to_thread(say))
    thread.start()
    await asyncio.sleep(0)
    set_language("ru")
    switched.set()
    await task
    thread.join()
    assert said == ["Касса не ответила вовремя"] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_to_fail_has_a_cause_without_a_place(language: Language) -> None:
    """Failures are grouped by it, and the table of codes in the help consists of it."""
    errors = catalogue(language)["errors"]
    wanted = {*ErrorCode, *(name for name in errors if name.startswith("PARSE_INVALID"))}
    set_language(language)
    for name in wanted:
        code, _, reason = name.partition(".")
        words = cause(code, reason or None)
        assert words == errors[name]["cause"]
        assert placeholders(words) == set()
        assert not words.endswith(".")


def test_the_cause_of_an_unknown_wording_is_that_of_its_code() -> None:
    assert cause("FTP_CONNECTION", "refused") == cause("FTP_CONNECTION") == "The FTP server could not be reached"
    assert cause("SOMETHING_ELSE") == "SOMETHING_ELSE"
