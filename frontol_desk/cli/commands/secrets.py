"""``secrets``: passwords and keys, where ``secrets.backend`` keeps them; never shown, never given as an argument."""

from __future__ import annotations

import sys
from typing import Any

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import error_document, print_document, print_error, say
from frontol_desk.cli.summary import print_table
from frontol_desk.console.secret_deeds import delete_secret as remove_secret
from frontol_desk.console.secret_deeds import set_secret as store_secret
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import environment_name
from frontol_desk.settings.secrets import KNOWN_SECRETS, SecretStore, environment_store, known_secret, open_store
from frontol_desk.settings.secrets.store import VAULT_SECRETS

_ABOUT_SECRETS = frozenset({"profile", "extends", "schema_version", "secrets"})
"""Settings without which nobody knows where secrets lie; all others may be wrong meanwhile."""
_LASTING = frozenset({"privacy.key", "archive.key"})
"""Without the one it had, what is stored already loses its meaning."""
_LONGEST = 65_536

_name = click.argument("name", metavar="NAME")
_yes = click.option("--yes", is_flag=True, help="Also a key that stored data depends on.")


@click.group("secrets", invoke_without_command=True)
@global_options
@click.pass_context
def secrets(context: click.Context) -> int | None:
    """Store passwords and keys (secrets set), tell whether they are there (get, list), delete them (delete)."""
    if context.invoked_subcommand is None:
        listed: int = context.invoke(list_secrets)
        return listed
    return None


@secrets.command("set")
@click.argument("names", metavar="NAME", nargs=-1, required=True)
@_yes
@global_options
@pass_call
def set_secret(call: Call, names: tuple[str, ...], *, yes: bool) -> int:
    """Store a secret: asked for without showing it, or read from standard input."""
    name, *values = names
    if values:  # others see arguments, and the shell remembers them: these are not even quoted
        raise DeskError(ErrorCode.USAGE, reason="secret_as_argument", name=known_secret(name))
    name, settings = known_secret(name), _settings(call)
    store = _stored(settings, name)
    _sure(store, name, yes=yes)
    value = _value(name)
    store_secret(settings, store, name, value)
    return _told(call, name, store, "secret_set")


@secrets.command("get")
@_name
@global_options
@pass_call
def get_secret(call: Call, name: str) -> int:
    """Tell whether a secret is there, and where; ends with 1 when it is not. It is not shown."""
    name, settings = known_secret(name), _settings(call)
    found = _entry(_stored(settings, name), name)
    if call.json:
        print_document(found)
    else:
        say(text("secret_there" if found["present"] else "secret_absent", name=name, where=found["where"]))
    return ExitCode.OK if found["present"] else ExitCode.PARTIAL


@secrets.command("delete")
@_name
@_yes
@global_options
@pass_call
def delete_secret(call: Call, name: str, *, yes: bool) -> int:
    """Delete a secret from where it is stored; ends with 1 when it was not there."""
    name, settings = known_secret(name), _settings(call)
    store = _stored(settings, name)
    _sure(store, name, yes=yes)
    if not remove_secret(settings, store, name):
        return _told(call, name, store, "secret_was_absent", ExitCode.PARTIAL)
    return _told(call, name, store, "secret_deleted")


@secrets.command("list")
@global_options
@pass_call
def list_secrets(call: Call) -> int:
    """List all secrets there can be, and where each lies."""
    settings = _settings(call)
    store = _stored(settings)
    found, failure = _all(settings)
    document: dict[str, Any] = {"backend": store.kind, "where": store.where, "secrets": found}
    if call.json:
        print_document(document | (error_document(failure) if failure else {}))
    else:
        rows = [(each["name"], each["where"] or "–", each["variable"]) for each in found]
        print_table(("column_secret", "column_where", "column_variable"), rows, numbers_from=3)
        if failure:
            print_error(failure)
    return failure.exit_code if failure else ExitCode.OK


def _settings(call: Call) -> Settings:
    settings, problems = call.read_settings()
    call.begin(settings, [problem for problem in problems if problem.setting.partition(".")[0] in _ABOUT_SECRETS])
    return settings


def _stored(settings: Settings, name: str = "") -> SecretStore:
    """Return where a secret is stored, leaving aside what the environment says."""
    where = settings.secrets
    if name in VAULT_SECRETS and where.backend == "vault":
        where = where.model_copy(update={"backend": "keyring"})
    return open_store(where, settings.profile, outweighed=False)


def _entry(store: SecretStore, name: str) -> dict[str, Any]:
    """Tell of a secret whether it is there and where the program takes it from: the environment comes first."""
    outside = environment_store().get(name) is not None
    stored = not outside and store.get(name) is not None
    where = text("secret_in_environment") if outside else store.where if stored else None
    source = "environment" if outside else store.kind if stored else None
    return {
        "name": name,
        "present": outside or stored,
        "source": source,
        "where": where,
        "variable": environment_name(name),
    }


def _all(settings: Settings) -> tuple[list[dict[str, Any]], DeskError | None]:
    """Tell of every secret where it is; after the store has failed, only what the environment has."""
    entries: list[dict[str, Any]] = []
    failure: DeskError | None = None
    opens_vault = VAULT_SECRETS if settings.secrets.backend == "vault" else frozenset()
    for name in KNOWN_SECRETS:
        if name in VAULT_SECRETS - opens_vault:
            continue
        try:
            entries.append(_entry(environment_store() if failure else _stored(settings, name), name))
        except DeskError as error:
            failure = failure if name in opens_vault else error  # whether it opens, Vault itself has told
            entries.append(_entry(environment_store(), name))
    return entries, failure


def _sure(store: SecretStore, name: str, *, yes: bool) -> None:
    """Let nobody lose a key by the way."""
    if yes or name not in _LASTING or store.get(name) is None:
        return
    if not sys.stdin.isatty() or not click.confirm(text("secret_lasting", name=name), err=True):
        raise DeskError(ErrorCode.USAGE, reason="lasting_secret", name=name)


def _value(name: str) -> str:
    """Ask a person, twice and without showing it, or take what comes by a pipe, without the end of its line."""
    if sys.stdin.isatty():
        asked: str = click.prompt(text("secret_prompt", name=name), hide_input=True, confirmation_prompt=True, err=True)
        return asked
    try:
        value = sys.stdin.buffer.read(_LONGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DeskError(ErrorCode.USAGE, reason="secret_encoding", name=name) from None
    if not (value := value.removesuffix("\n").removesuffix("\r")):
        raise DeskError(ErrorCode.USAGE, reason="no_secret", name=name)
    return value


def _told(call: Call, name: str, store: SecretStore, result: str, code: ExitCode = ExitCode.OK) -> int:
    """Say what was done, and when it does not count because a variable has another value."""
    outweighed = environment_store().get(name) is not None
    if call.json:
        done = code is ExitCode.OK
        print_document({"name": name, "done": done, "where": store.where, "outweighed": outweighed})
        return code
    say(text(result, name=name, where=store.where))
    if outweighed:
        say(text("secret_outweighed", environment=environment_name(name)))
    return code
