"""Where the database of the settings is."""

from __future__ import annotations

from frontol_desk.settings.model import DatabaseSettings
from frontol_desk.warehouse.database import DatabaseAddress


def database_address(settings: DatabaseSettings) -> DatabaseAddress:
    """Return where the settings' database is."""
    return DatabaseAddress(
        dsn=settings.dsn.get_secret_value() if settings.dsn else "",
        schema=settings.schema_,
        pool_min=settings.pool_min,
        pool_max=settings.pool_max,
        connect_timeout=settings.connect_timeout,
        command_timeout=settings.command_timeout,
        statement_cache_size=settings.statement_cache_size,
    )
