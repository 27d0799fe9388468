"""Settings that come from a file or go to one, to be carried to another computer: passwords never go."""

from __future__ import annotations

import asyncio
from pathlib import Path

from frontol_desk.console.importing import ImportedProfile, read_import
from frontol_desk.console.profile_views import exported_profile
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.model import Settings
from frontol_desk.ui.translation import translate


async def read_settings_file(file: Path) -> ImportedProfile:
    """Return what a file says: an exported profile, an old loader's ``.env``, a list of kassas; nothing is written.

    Raises FILE_MISSING, FILE_UNREADABLE, CONFIG_SETTING.
    """
    return await asyncio.to_thread(read_import, file)


async def export_profile(home: Path, profile: str, file: Path) -> tuple[str, ...]:
    """Write a stored profile to a file of any name; return the secrets to be given anew where it is taken in.

    Raises what is wrong with the profile's files, and OUTPUT_FAILED.
    """
    return await asyncio.to_thread(_export, Settings(home=home, profile=profile), file)


def _export(settings: Settings, file: Path) -> tuple[str, ...]:
    text, secrets = exported_profile(settings)
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise DeskError(ErrorCode.OUTPUT_FAILED, path=str(file), cause=error.strerror) from error
    return secrets


def import_kinds() -> str:
    """Return which files are offered to be taken in, as a file dialog wants it."""
    ours = translate("SettingsDialog", "Settings (*.toml)")
    old = translate("ProfileFiles", "Settings of an old loader (*.env .env)")
    return ";;".join((translate("ProfileFiles", "All files (*)"), ours, old))
