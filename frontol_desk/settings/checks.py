"""What a single value cannot tell: settings that do not fit together or are missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem, setting_problem


def check(settings: Settings) -> Iterator[SettingProblem]:
    """Yield what is wrong with settings whose single values are sound."""
    database = settings.database
    if database.pool_min > database.pool_max:
        yield setting_problem("database.pool_min", "range", expected=f"≤ {database.pool_max} (database.pool_max)")
    for setting, file in (("database.sslrootcert", database.sslrootcert), ("ftp.tls_ca", settings.ftp.tls_ca)):
        if file and not file.is_file():
            yield setting_problem(setting, "no_file", file=str(file))
    root = settings.exchange.root
    if root is not None and not root.is_absolute():
        yield setting_problem("exchange.root", "not_absolute", value=str(root)[:80])
    kept, lying = settings.archive.keep_days, settings.exchange.delete_processed_after_days
    if kept is not None and lying is not None and kept <= lying:  # without its copy a processed file stays for ever
        expected = f"> {lying} (exchange.delete_processed_after_days)"
        yield setting_problem("archive.keep_days", "range", expected=expected)
    try:
        known = {folder.kassa.casefold() for folder in settings.folders}
    except DeskError as error:
        yield SettingProblem("kassas", error)
    else:
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
