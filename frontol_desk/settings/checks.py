"""What a single value cannot tell: settings that do not fit together, are missing, or are not delivered yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem, setting_problem


def check(settings: Settings) -> Iterator[SettingProblem]:
    """Yield what is wrong with settings whose single values are sound."""
    yield from _not_delivered(settings)
    database = settings.database
    if database.pool_min > database.pool_max:
        yield setting_problem("database.pool_min", "range", expected=f"≤ {database.pool_max} (database.pool_max)")
    if database.sslrootcert and not database.sslrootcert.is_file():
        yield setting_problem("database.sslrootcert", "no_file", file=str(database.sslrootcert))
    try:
        known = {folder.kassa.casefold() for folder in settings.folders}
    except DeskError as error:
        yield SettingProblem("kassas", error)
    else:
        for name in settings.kassa:
            if known and name.casefold() not in known:
                yield setting_problem(f"kassa.{name}", "unknown_kassa", value=name[:80])


def _not_delivered(settings: Settings) -> Iterator[SettingProblem]:
    """Yield settings that are understood but whose feature is still to come: ignoring them would mislead."""
    early = {
        "ftp.tls": settings.ftp.tls if settings.ftp.tls != "off" else None,
        "ftp.tls_ca": settings.ftp.tls_ca,
        "exchange.transport": settings.exchange.transport if settings.exchange.transport != "ftp" else None,
        "exchange.root": settings.exchange.root,
        "exchange.delete_processed_after_days": settings.exchange.delete_processed_after_days,
    }
    for setting, value in early.items():
        if value is not None:
            error = DeskError(ErrorCode.NOT_AVAILABLE, reason="setting", setting=setting, value=str(value)[:80])
            yield SettingProblem(setting, error)


def missing(settings: Settings, needs: Collection[str]) -> Iterator[SettingProblem]:
    """Yield the settings that the caller needs and nobody gave."""
    if "kassas" in needs and not settings.kassas.strip(" ;"):
        yield setting_problem("kassas", "no_kassas")
    if "database" in needs:
        for name in ("host", "name"):
            if getattr(settings.database, name) is None:
                yield setting_problem(f"database.{name}", "missing")
    if "ftp" in needs:
        for name in ("host", "user", "password"):
            anonymous = name == "password" and settings.ftp.user == "anonymous"
            if getattr(settings.ftp, name) is None and not anonymous:
                yield setting_problem(f"ftp.{name}", "missing")
