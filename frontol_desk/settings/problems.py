"""What is wrong with a configuration: every problem at once, each with its setting and the next action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from frontol_desk.domain.errors import DeskError, ErrorCode

_REASONS = {
    "bool": "yes_no",
    "date": "form",
    "decimal": "number",
    "dict": "form",
    "enum": "choice",
    "extra_forbidden": "unknown",
    "float": "number",
    "greater": "range",
    "int": "number",
    "less": "range",
    "literal": "choice",
    "string_too_short": "empty",
}
"""Beginnings of pydantic's error types, and the wording of CONFIG_SETTING that says it plainly."""

_OWN_WORDS = {
    "timezone": "timezone",
    "encoding": "encoding",
    "database": "dsn",
    "schema": "schema",
    "date_format": "date_format",
    "expected_by": "hour",
}
"""Settings whose form has words of its own."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting (``ftp.port``) or option (``--date``) and what is wrong with it."""

    setting: str
    error: DeskError

    @property
    def message(self) -> str:
        """What is wrong, in the user's language."""
        return self.error.message

    @property
    def hint(self) -> str:
        """The next action, in the user's language."""
        return self.error.hint

    def document(self) -> dict[str, str]:
        """Return the entry that `validate` prints."""
        return {"setting": self.setting, "message": self.message, "hint": self.hint}


def environment_name(setting: str) -> str:
    """Return the environment variable of a setting: ``ftp.port`` is FRONTOL_DESK_FTP__PORT."""
    return "FRONTOL_DESK_" + setting.replace(".", "__").upper()


def setting_problem(setting: str, reason: str, **context: object) -> SettingProblem:
    """Build a CONFIG_SETTING problem; `reason` picks its wording."""
    error = DeskError(
        ErrorCode.CONFIG_SETTING,
        reason=reason,
        setting=setting,
        environment=environment_name(setting),
        **context,
    )
    return SettingProblem(setting, error)


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
    """Raise nothing for no problem, the one there is, or CONFIG_SEVERAL with all of them in its `problems`."""
    if len(problems) == 1:
        raise problems[0].error
    if problems:
        listing = "\n".join(f"  {problem.setting}: {problem.message}" for problem in problems)
        raise DeskError(ErrorCode.CONFIG_SEVERAL, problems=tuple(problems), count=len(problems), list=listing)
