"""What is wrong with a configuration: every problem at once, each with its setting and the next action."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import text

_REASONS = {
    "bool": "yes_no",
    "date": "form",
    "decimal": "number",
    "dict": "section",
    "enum": "choice",
    "extra_forbidden": "unknown",
    "float": "number",
    "greater": "range",
    "int": "number",
    "less": "range",
    "literal": "choice",
    "model_type": "section",
    "path_type": "text",
    "string_too_short": "empty",
    "string_type": "text",
}
"""Beginnings of pydantic's error types, and the wording of CONFIG_SETTING that says it plainly."""

_OWN_WORDS = {
    "timezone": "timezone",
    "encoding": "encoding",
    "database": "dsn",
    "schema": "schema",
    "date_format": "date_format",
    "expected_by": "hour",
    "extends": "name",
    "profile": "name",
    "request_name": "file_name",
}
"""Settings whose form has words of its own."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting (``ftp.port``) or option (``--date``) and what is wrong with it.

    `place` is where it says so: ``/path/default.toml:12``, a variable of the environment, an option.
    """

    setting: str
    error: DeskError
    place: str = ""

    @property
    def message(self) -> str:
        """What is wrong, in the user's language."""
        return self.error.message

    @property
    def hint(self) -> str:
        """The next action, in the user's language."""
        return self.error.hint

    @property
    def told(self) -> str:
        """Setting, place and message in one line."""
        if not self.place or self.place == self.setting:
            return f"{self.setting}: {self.message}"
        return text("problem_place", setting=self.setting, place=self.place, message=self.message)

    @property
    def placed_error(self) -> DeskError:
        """The error, its place in the context."""
        known = {**self.error.context, "place": self.place or None}
        return DeskError(self.error.code, reason=self.error.reason, **known)

    def document(self) -> dict[str, str]:
        """Return the entry that `validate` prints."""
        return {"setting": self.setting, "place": self.place, "message": self.message, "hint": self.hint}


def is_of_store(problem: SettingProblem) -> bool:
    """Tell whether a problem keeps the store of secrets from being asked: then nobody knows which secrets there are."""
    return problem.setting.startswith("secrets.")


def environment_name(setting: str) -> str:
    """Return the environment variable of a setting: ``ftp.port`` is FRONTOL_DESK_FTP__PORT."""
    return "FRONTOL_DESK_" + setting.replace(".", "__").upper()


def setting_problem(setting: str, reason: str, *, place: str = "", **context: object) -> SettingProblem:
    """Build a CONFIG_SETTING problem; `reason` picks its wording."""
    error = DeskError(
        ErrorCode.CONFIG_SETTING,
        reason=reason,
        setting=setting,
        environment=environment_name(setting),
        place=place or None,
        **context,
    )
    return SettingProblem(setting, error, place)


def bad_toml(file: str, content: str) -> SettingProblem:
    """Tell where a text is no sound TOML, without quoting it: a mistake that has no line counts at the end."""
    lines = content.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    try:
        tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        if found := re.search(r"\(at line (\d+), column (\d+)\)$", str(error)):
            line, column = map(int, found.groups())
    return setting_problem("profile", "bad_toml", place=f"{file}:{line}", file=file, line=line, column=column)


def problem_of(details: ErrorDetails) -> SettingProblem:
    """Turn one of pydantic's errors into words; the value is left out, it may be a secret."""
    setting = ".".join(map(str, details["loc"]))
    kind = details["type"]
    reason = next((reason for start, reason in _REASONS.items() if kind.startswith(start)), "form")
    if reason == "form":
        reason = _OWN_WORDS.get(setting.rpartition(".")[2], "form")
    limits = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "expected": ""}
    context = details.get("ctx", {})
    expected = " ".join(f"{sign}{context[key]}" for key, sign in limits.items() if key in context)
    return setting_problem(setting, reason, expected=expected.replace(" or ", ", "))


def raise_problems(problems: Sequence[SettingProblem]) -> None:
    """Raise nothing for no problem, the one there is, or CONFIG_SEVERAL with all of them in its `problems`.

    The context of a single one says its `place`.
    """
    if len(problems) == 1:
        raise problems[0].placed_error
    if problems:
        listing = "\n".join(f"  {problem.told}" for problem in problems)
        raise DeskError(ErrorCode.CONFIG_SEVERAL, problems=tuple(problems), count=len(problems), list=listing)
