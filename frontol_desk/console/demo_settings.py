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
async def demo_settings(settings: Settings) -> AsyncIterator[Settings]:
    """Start the simulator and give settings that point at it; its data lie under ``HOME/demo``.

    Database, FTP and exchange settings from everywhere are ignored, so that no demo data reach a real database.
    """
    from frontol_desk.simulator.demo import DEMO_FOLDERS, DemoWorld

    folders = settings.folders or DEMO_FOLDERS
    today = business_today(settings, datetime.now(UTC))
    async with DemoWorld(settings.home, folders, today=lambda: today) as world:
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
