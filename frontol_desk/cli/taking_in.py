"""What people and scripts are told of settings that are taken in, and the question for the secrets that are missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from frontol_desk.cli.output import print_error, say
from frontol_desk.cli.summary import print_table
from frontol_desk.domain.messages import text
from frontol_desk.settings.problems import environment_name

if TYPE_CHECKING:
    from frontol_desk.console.importing import ImportedProfile, TakenIn
    from frontol_desk.settings.model import Settings


def import_document(name: str, imported: ImportedProfile, taken: TakenIn | None = None) -> dict[str, Any]:
    """Return what ``--json`` prints of an import; without `taken` of one that was only tried."""
    failure = taken.failure if taken else None
    return {
        "profile": name,
        "kind": imported.kind,
        "dry_run": taken is None,
        "file": str(taken.file) if taken else None,
        "settings": imported.values,
        "secrets": {
            "found": list(imported.secrets),
            "stored": list(taken.stored) if taken else [],
            "missing": list(taken.missing) if taken else [],
        },
        "unknown": list(imported.unknown),
        "remarks": [remark.document() for remark in imported.remarks],
        "failure": failure and {"code": failure.code.value, "message": failure.message, "hint": failure.hint},
    }


def tell_plan(name: str, imported: ImportedProfile) -> None:
    """Say what would be taken in."""
    say(text("import_would", profile=name))
    print_table(("column_setting", "column_value"), [*_flat(imported.values)], numbers_from=2)
    if imported.secrets:
        say(text("import_would_store", secrets=", ".join(imported.secrets)))
    _tell_rest(imported)


def tell_import(name: str, imported: ImportedProfile, taken: TakenIn) -> None:
    """Say what was taken in, what was left out and what is still to be done."""
    say(text("import_done", profile=name, file=taken.file))
    if taken.stored:
        say(text("import_stored", secrets=", ".join(taken.stored)))
    _tell_rest(imported)
    if name != "default":
        say(text("import_use", profile=name))
    if taken.failure is not None:
        print_error(taken.failure)


def ask_secrets(settings: Settings, taken: TakenIn) -> None:
    """Ask for the missing secrets where somebody sits at a terminal; else say how to give them."""
    from pydantic import SecretStr

    from frontol_desk.console.importing import keep_secrets

    missing = taken.missing
    if missing and taken.failure is None and sys.stdin is not None and sys.stdin.isatty():
        answers = {name: _asked(name) for name in missing}
        stored, failure = keep_secrets(settings, {name: SecretStr(value) for name, value in answers.items() if value})
        missing = tuple(name for name in missing if name not in stored)
        if failure is not None:
            print_error(failure)
    if missing:
        say(text("import_missing"))
    for name in missing:
        command = f"frontol-desk secrets set {name} --profile {settings.profile}"
        say(f"  {environment_name(name)}" if taken.failure else f"  {command}    ({environment_name(name)})")


def told_value(value: object) -> str:
    """Write a value as the settings file does."""
    if isinstance(value, bool):
        return str(value).lower()
    return "–" if value is None or value == "" else str(value)


def _asked(name: str) -> str:
    asked: str = click.prompt(
        text("import_ask", secret=name), hide_input=True, default="", show_default=False, err=True
    )
    return asked


def _tell_rest(imported: ImportedProfile) -> None:
    if imported.unknown:
        say(text("import_unknown", names=", ".join(imported.unknown)))
    for remark in imported.remarks:
        say(f"{remark.told}\n{text('hint', hint=remark.hint)}")


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", told_value(value)
