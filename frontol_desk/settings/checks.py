"""What a single value cannot tell: settings that do not fit together or are missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import parse_kassas
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem, setting_problem
from frontol_desk.settings.secrets.extras import guarded_address


def check(settings: Settings) -> Iterator[SettingProblem]:
    """Yield what is wrong with settings whose single values are sound."""
    yield from _limits(settings)
    yield from _servers(settings)
    yield from _files(settings)
    yield from _secrets(settings)
    yield from _kassas(settings)


def _limits(settings: Settings) -> Iterator[SettingProblem]:
    """Yield limits that contradict each other."""
    database, retry, exchange, archive = settings.database, settings.retry, settings.exchange, settings.archive
    if database.pool_min > database.pool_max:
        yield _outside("database.pool_min", "≤", database.pool_max, "database.pool_max")
    if retry.first_seconds > retry.longest_seconds:
        yield _outside("retry.first_seconds", "≤", retry.longest_seconds, "retry.longest_seconds")
    if exchange.quiet_seconds >= exchange.response_timeout:  # no answer could be complete in time
        yield _outside("exchange.quiet_seconds", "<", exchange.response_timeout, "exchange.response_timeout")
    kept, lying = archive.keep_days, exchange.delete_processed_after_days
    if kept is not None and lying is not None and kept <= lying:  # without its copy a processed file stays for ever
        yield _outside("archive.keep_days", ">", lying, "exchange.delete_processed_after_days")


def _outside(setting: str, sign: str, limit: float, other: str) -> SettingProblem:
    return setting_problem(setting, "range", expected=f"{sign} {limit:g} ({other})")


def _servers(settings: Settings) -> Iterator[SettingProblem]:
    """Yield names of servers that are whole addresses, or several."""
    for section, host in (("database", settings.database.host), ("ftp", settings.ftp.host)):
        socket = section == "database" and (host or "").startswith("/")
        if host and not socket and re.search(r"[\s/@,]", host):
            yield setting_problem(f"{section}.host", "host", port=f"{section}.port")


def _secrets(settings: Settings) -> Iterator[SettingProblem]:
    """Yield addresses of servers of secrets that are none or not safe, and the one that is missing."""
    secrets = settings.secrets
    for setting, url in (("secrets.vault_url", secrets.vault_url), ("secrets.aws_endpoint", secrets.aws_endpoint)):
        try:
            if url:
                guarded_address(setting, url)
        except DeskError as error:
            yield SettingProblem(setting, error)
    if secrets.backend == "vault" and not secrets.vault_url:
        yield setting_problem("secrets.vault_url", "missing")


def _files(settings: Settings) -> Iterator[SettingProblem]:
    """Yield files of authorities that are not there or hold no certificate, and paths that depend on where one is."""
    for setting, file in (
        ("database.sslrootcert", settings.database.sslrootcert),
        ("ftp.tls_ca", settings.ftp.tls_ca),
        ("secrets.vault_ca", settings.secrets.vault_ca),
    ):
        if file is None:
            continue
        try:
            found = b"-----BEGIN " in file.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            yield setting_problem(setting, "no_file", file=str(file))
        except OSError as error:
            yield setting_problem(setting, "file_unreadable", file=str(file), cause=error.strerror)
        else:
            if not found:
                yield setting_problem(setting, "no_certificates", file=str(file))
    root = settings.exchange.root
    if root is not None and not root.is_absolute():
        yield setting_problem("exchange.root", "not_absolute", value=str(root)[:80])


def _kassas(settings: Settings) -> Iterator[SettingProblem]:
    """Yield what is wrong with the list of kassas, and sections of kassas that are not in it."""
    try:
        parse_kassas(settings.kassas)
    except DeskError as error:
        yield SettingProblem("kassas", error)
    known = {entry.partition(":")[0].strip().casefold() for entry in settings.kassas.split(";")} - {""}
    for name in settings.kassa:
        if known and name.casefold() not in known:
            yield setting_problem(f"kassa.{name}", "unknown_kassa", value=name[:80])


def missing(settings: Settings, needs: Collection[str]) -> Iterator[SettingProblem]:
    """Yield the settings that the caller needs and nobody gave."""
    if "kassas" in needs and not settings.kassas.strip(" ;"):
        yield setting_problem("kassas", "no_kassas")
    if "database" in needs:
        for name in ("host", "name"):
            if getattr(settings.database, name) is None:
                yield setting_problem(f"database.{name}", "missing")
    if "ftp" in needs and settings.exchange.transport == "folder":
        if settings.exchange.root is None:
            yield setting_problem("exchange.root", "missing")
    elif "ftp" in needs:
        for name in ("host", "user", "password"):
            anonymous = name == "password" and settings.ftp.user == "anonymous"
            if getattr(settings.ftp, name) is None and not anonymous:
                yield setting_problem(f"ftp.{name}", "missing")
