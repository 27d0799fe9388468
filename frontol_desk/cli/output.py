"""What goes to standard output and standard error: one JSON document, or text for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import current_language, text

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 200
_NO_BREAK_SPACE = "\u00a0"


def make_streams_safe() -> None:
    """Give the process streams that take any character: none may be missing (windowed start) or narrow (cp1251)."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_document(document: Mapping[str, Any] | str) -> None:
    """Write the one JSON document of this call to standard output."""
    click.echo(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False, indent=2))


def say(words: str, *, err: bool = False) -> None:
    """Write a line for people."""
    click.echo(words, err=err)


def number(value: int) -> str:
    """Write a whole number with the thousands set apart, as the language does."""
    return f"{value:,}".replace(",", _NO_BREAK_SPACE) if current_language() == "ru" else f"{value:,}"


def seconds(value: float) -> str:
    """Write a duration in seconds with one decimal, as the language does."""
    return f"{value:.1f}".replace(".", ",") if current_language() == "ru" else f"{value:.1f}"


def console_for(stream: IO[str]) -> Console:
    """Return a rich console: colours and the window's width on a terminal, plain wide text elsewhere."""
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, width=None if stream.isatty() else _WIDE)


def error_document(error: DeskError) -> dict[str, Any]:
    """Return what ``--json`` prints when there is no result: code, message, hint, and several problems one by one."""
    entry: dict[str, Any] = {"code": error.code.value, "message": error.message, "hint": error.hint}
    if place := error.context.get("place"):
        entry["place"] = place
    if error.code is ErrorCode.CONFIG_SEVERAL:
        problems: Any = error.context.get("problems", ())
        entry["problems"] = [problem.document() for problem in problems]
    return {"error": entry}


def print_error(error: DeskError) -> None:
    """Tell people on standard error what failed and what to do."""
    problems: Any = error.context.get("problems", ()) if error.code is ErrorCode.CONFIG_SEVERAL else ()
    message = error.message.partition("\n")[0] if problems else error.placed_message
    say(text("error", message=message), err=True)
    for problem in problems:
        say(f"  {problem.told}\n  {text('hint', hint=problem.hint)}", err=True)
    say(text("hint", hint=error.hint), err=True)
