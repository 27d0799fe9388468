"""Settings of the demo: the simulator's database, server and folders instead of whatever is configured."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from pydantic import SecretStr

from frontol_desk.settings.clock import business_today
from frontol_desk.settings.model import DatabaseSettings, ExchangeSettings, FtpSettings, Settings

WAIT_SECONDS = 15


@asynccontextmanager
async def demo_settings(settings: Settings, *, window: bool = False) -> AsyncIterator[Settings]:
    """Start the simulator and give settings that point at it; its data lie under ``HOME/demo``.

    For a window, unless the settings name kassas, some of them have faults.

    Database, FTP and exchange settings from everywhere are ignored, so that no demo data reach a real database.
    """
    from frontol_desk.simulator.demo import DEMO_FOLDERS, WINDOW_FAULTS, WINDOW_FOLDERS, DemoWorld

    folders = settings.folders or (WINDOW_FOLDERS if window else DEMO_FOLDERS)
    faults = WINDOW_FAULTS if window and not settings.folders else ()
    today = business_today(settings, datetime.now(UTC))
    async with DemoWorld(settings.home, folders, faults=faults, today=lambda: today) as world:
        changed = {
            "home": settings.home / "demo",
            "kassas": ";".join(f"{folder.kassa}:{folder.folder}" for folder in folders),
            "database": DatabaseSettings.model_validate({"dsn": SecretStr(world.dsn)}),
            "ftp": FtpSettings(
                host=world.ftp_host,
                port=world.ftp_port,
                user=world.ftp_user,
                password=SecretStr(world.ftp_password),
                request_dir=world.request_dir,
                response_dir=world.response_dir,
            ),
            "exchange": ExchangeSettings(response_timeout=WAIT_SECONDS),
        }
        yield settings.model_copy(update=changed)
