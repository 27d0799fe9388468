"""Takes settings from elsewhere in: the profile's file is written, its secrets go to where secrets are kept.

Everything here blocks for a moment, on the disk or on that place: a window calls it in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from frontol_desk.console.import_reading import read_import
from frontol_desk.console.imported import ImportedProfile
from frontol_desk.console.profiles import read_values, replace_values, write_values
from frontol_desk.console.secret_deeds import set_secret
from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.model import Settings, profile_path
from frontol_desk.settings.problems import raise_problems, setting_problem
from frontol_desk.settings.secrets import open_store
from frontol_desk.settings.whole import keep_beside

__all__ = ["ImportedProfile", "TakenIn", "keep_secrets", "needed_secrets", "read_import", "take_in", "wanted_secrets"]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of an import: the profile's file, the secrets that are kept now, and those it still needs.

    `failure` is why secrets could not be kept, or nobody can tell whether they are; they are among the missing ones.
    """

    file: Path
    stored: tuple[str, ...]
    missing: tuple[str, ...]
    failure: DeskError | None = None


def take_in(home: Path, name: str, imported: ImportedProfile, *, force: bool = False) -> TakenIn:
    """Write the profile and keep its secrets; a list of kassas changes nothing else in a profile that is there.

    Raises the import's problems, and CONFIG_SETTING when the profile is there already and would be changed: with
    `force` it is, and the file before stays beside it as ``NAME.toml.bak``, or with a number if there is another one.
    """
    raise_problems(imported.problems)
    file = profile_path(home, name)
    refuse_existing(home, name, imported, force=force)
    if imported.kind != "kassas":
        _put_aside(file)
        replace_values(home, name, imported.values)
    elif _kassas_of(home, name) != imported.values["kassas"]:
        _put_aside(file)
        write_values(home, name, imported.values)
    settings = imported.settings_as(home, name)
    stored, failure = keep_secrets(settings, imported.secrets)
    missing, silent = needed_secrets(settings)
    return TakenIn(file, stored, missing, failure or silent)


def refuse_existing(home: Path, name: str, imported: ImportedProfile, *, force: bool = False) -> None:
    """Raise CONFIG_SETTING when the profile is there already and the import would change what it says."""
    file = profile_path(home, name)
    if force or not file.exists():
        return
    if imported.kind == "kassas" and _kassas_of(home, name) in ("", imported.values["kassas"]):
        return
    raise setting_problem("profile", "exists", value=name, file=str(file)).error


def keep_secrets(settings: Settings, secrets: Mapping[str, SecretStr]) -> tuple[tuple[str, ...], DeskError | None]:
    """Put secrets where those of the profile are kept; returns the names of those that are, and what went wrong."""
    store = open_store(settings.secrets, settings.profile)
    stored: list[str] = []
    for name, value in secrets.items():
        try:
            set_secret(settings, store, name, value.get_secret_value())
        except DeskError as error:
            return tuple(stored), error
        stored.append(name)
    return tuple(stored), None


def needed_secrets(settings: Settings) -> tuple[tuple[str, ...], DeskError | None]:
    """Return the secrets that a load with these settings needs and that are nowhere yet.

    The second is why that cannot be told; then all that are needed count as missing.
    """
    wanted = wanted_secrets(settings)
    store = open_store(settings.secrets, settings.profile)
    try:
        return tuple(name for name in wanted if store.get(name) is None), None
    except DeskError as error:
        return wanted, error


def wanted_secrets(settings: Settings) -> tuple[str, ...]:
    """Name the secrets these settings cannot do without; keys for personal data are made when first used."""
    database, ftp, secrets = settings.database, settings.ftp, settings.secrets
    opens_vault = "vault.secret_id" if secrets.vault_role_id else "vault.token"
    wanted = {
        opens_vault: secrets.backend == "vault",
        "database.password": bool(database.host) and not str(database.host).startswith("/"),
        "ftp.password": settings.exchange.transport == "ftp" and bool(ftp.host) and ftp.user != "anonymous",
    }
    return tuple(name for name, needed in wanted.items() if needed)


def _kassas_of(home: Path, name: str) -> object:
    return read_values(home, name).get("kassas", "")


def _put_aside(file: Path) -> None:
    if file.exists():
        try:
            keep_beside(file, file.read_bytes())
        except OSError as error:
            raise setting_problem("profile", "unwritable", file=str(file), cause=error.strerror).error from error
