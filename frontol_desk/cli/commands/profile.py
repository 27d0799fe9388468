"""``profile``: settings profiles; list and show them, carry one elsewhere, take one in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.finish import folder_problems
from frontol_desk.cli.output import number, print_document, say
from frontol_desk.cli.summary import print_table
from frontol_desk.cli.taking_in import ask_secrets, import_document, tell_import, tell_plan, told_value
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.problems import raise_problems

if TYPE_CHECKING:
    from frontol_desk.console.importing import ImportedProfile


@click.group("profile", invoke_without_command=True)
@global_options
@click.pass_context
def profile(context: click.Context) -> int | None:
    """List and show settings profiles, export one for elsewhere, import one or an old loader's .env."""
    if context.invoked_subcommand is None:
        listed: int = context.invoke(list_profiles)
        return listed
    return None


@profile.command("list")
@global_options
@pass_call
def list_profiles(call: Call) -> int:
    """List the profiles that are there; the one in use is marked."""
    from frontol_desk.console.profile_views import profiles_found

    settings, _ = call.read_settings()
    found = profiles_found(settings.home)
    if call.json:
        print_document(
            {
                "profiles": [
                    {
                        "name": one.name,
                        "current": one.name == settings.profile,
                        "environment": one.environment,
                        "extends": one.extends,
                        "file": str(one.file),
                        "problems": [problem.document() for problem in one.problems],
                    }
                    for one in found
                ]
            }
        )
    elif not found:
        say(text("profiles_none", folder=settings.home / "profiles"))
    else:
        rows = (
            (("* " if one.name == settings.profile else "  ") + one.name, one.environment or "–", one.extends or "–",
             str(one.file), number(len(one.problems)))
            for one in found
        )  # fmt: skip
        print_table([f"column_{name}" for name in ("profile", "used_for", "based_on", "file", "problems")], rows,
                    numbers_from=4)  # fmt: skip
    return ExitCode.OK


@profile.command("show")
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Settings that nobody has set, too.")
@global_options
@pass_call
def show_profile(call: Call, name: str | None, *, everything: bool) -> int:
    """Show what holds in a profile, and where each value comes from; of a secret only whether it is there."""
    from frontol_desk.console.profile_views import secrets_found, values_found

    call.profile = _chosen(call, name)
    settings, problems = call.read_settings()
    values = [value for value in values_found(settings) if everything or value.place]
    secrets = secrets_found(settings)
    if call.json:
        print_document(
            {
                "profile": settings.profile,
                "files": [str(file) for file in settings.files],
                "settings": [{"name": one.name, "value": one.value, "place": one.place or None} for one in values],
                "secrets": [{"name": secret.name, "set": secret.held, "store": secret.store} for secret in secrets],
                "problems": [problem.document() for problem in problems],
            }
        )
    else:
        rows = [(one.name, told_value(one.value), one.place or text("by_default")) for one in values]
        words = {True: "secret_true", False: "secret_false", None: "secret_unknown"}
        rows += [(secret.name, text(words[secret.held]), secret.store) for secret in secrets]
        print_table(("column_setting", "column_value", "column_from"), rows, numbers_from=3)
        for problem in problems:
            say(f"{problem.told}\n{text('hint', hint=problem.hint)}", err=True)
    return ExitCode.CONFIG if problems else ExitCode.OK


@profile.command("export")
@click.argument("name", required=False)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it there, not to the screen.")
@global_options
@pass_call
def export_profile(call: Call, name: str | None, output: Path | None) -> int:
    """Write a profile as one file for another computer: complete, without secrets and without comments."""
    from frontol_desk.console.profile_views import exported_profile

    call.profile = _chosen(call, name)
    settings, _ = call.read_settings()
    raise_problems(folder_problems("--output", output))
    written, secrets = exported_profile(settings)
    if output is not None:
        _write(output, written)
    if call.json:
        print_document(
            {
                "profile": settings.profile,
                "output": str(output) if output else None,
                "secrets_needed": list(secrets),
                "toml": written,
            }
        )
    elif output is None:
        click.echo(written, nl=False)
    else:
        say(text("profile_written", file=output))
        if secrets:
            say(text("profile_secrets_needed", secrets=", ".join(secrets)))
    return ExitCode.OK


@profile.command("import")
@click.argument("source", required=False, metavar="[FILE|-]")
@click.option("--kassas", metavar="TEXT", help="A list of kassas instead of a file: P13:P13;N22:N22_Inter,N22_FURN")
@click.option("--name", metavar="NAME", help="What the profile is called here; else as the file is.")
@click.option("--force", is_flag=True, help="Replace a profile that is there; its file stays beside it as .bak.")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken in.")
@global_options
@pass_call
def import_profile(
    call: Call, *, source: str | None, kassas: str | None, name: str | None, force: bool, dry_run: bool
) -> int:
    """Take in an exported profile, an old loader's .env or its KASSA_STRUCTURE; secrets go to their store."""
    from frontol_desk.console.importing import refuse_existing, take_in

    settings, _ = call.read_settings()
    imported = _read(source, kassas)
    own_name = imported.name if imported.name != "default" else settings.profile  # or that of FRONTOL_DESK_PROFILE
    profile_name = _checked_name(name or call.profile or own_name)
    raise_problems(imported.problems)
    refuse_existing(settings.home, profile_name, imported, force=force)
    if dry_run:
        print_document(import_document(profile_name, imported)) if call.json else tell_plan(profile_name, imported)
        return ExitCode.OK
    taken = take_in(settings.home, profile_name, imported, force=force)
    if call.json:
        print_document(import_document(profile_name, imported, taken))
    else:
        tell_import(profile_name, imported, taken)
        ask_secrets(imported.settings_as(settings.home, profile_name), taken)
    return ExitCode.PARTIAL if set(imported.secrets) - set(taken.stored) else ExitCode.OK


@profile.command("schema")
@global_options
def print_schema() -> int:
    """Print the JSON schema of a profile's file, for editors that complete and check TOML."""
    from frontol_desk.console.profile_views import profile_schema

    print_document(profile_schema())
    return ExitCode.OK


def _read(source: str | None, kassas: str | None) -> ImportedProfile:
    from frontol_desk.console.importing import read_import

    if (source is None) == (kassas is None):
        raise DeskError(ErrorCode.USAGE, reason="import_source")
    if kassas is not None:
        return read_import(kassas, "--kassas")
    if source == "-":
        return read_import(_standard_input(), "-")
    return read_import(Path(str(source)))


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DeskError(ErrorCode.CONFIG_SETTING, reason="not_utf8", setting="profile", file="-") from None


def _chosen(call: Call, name: str | None) -> str | None:
    """Return the profile that is meant, None for the usual one; raises CONFIG_SETTING for what is no name."""
    chosen = name or call.profile
    return chosen and _checked_name(chosen)


def _checked_name(name: str) -> str:
    from frontol_desk.settings.load import build_settings

    raise_problems([problem for problem in build_settings({"profile": name})[1] if problem.setting == "profile"])
    return name


def _write(file: Path, content: str) -> None:
    try:
        file.write_text(content, "utf-8", newline="\n")
    except OSError as error:
        raise DeskError(ErrorCode.OUTPUT_FAILED, path=str(file), cause=error.strerror) from error
