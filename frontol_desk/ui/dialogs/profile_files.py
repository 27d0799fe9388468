"""A profile as a file to be carried to another computer: no passwords in it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frontol_desk.console.profiles import read_values, write_values
from frontol_desk.domain.errors import DeskError, ErrorCode

_NAME = "carried"


async def export_profile(file: Path, values: Mapping[str, Any]) -> None:
    """Write values to a file of any name; raises OUTPUT_FAILED."""
    await asyncio.to_thread(_export, file, values)


async def import_profile(file: Path) -> dict[str, Any]:
    """Return the values of a file, nested as in TOML; raises CONFIG_SETTING when it cannot be read."""
    return await asyncio.to_thread(_import, file)


def _export(file: Path, values: Mapping[str, Any]) -> None:
    with TemporaryDirectory() as place:
        write_values(Path(place), _NAME, values)
        try:
            shutil.copyfile(_inside(place), file)
        except OSError as error:
            raise DeskError(ErrorCode.OUTPUT_FAILED, path=str(file), cause=error.strerror) from error


def _import(file: Path) -> dict[str, Any]:
    with TemporaryDirectory() as place:
        _inside(place).parent.mkdir()
        try:
            shutil.copyfile(file, _inside(place))
            return read_values(Path(place), _NAME)
        except OSError as error:
            raise DeskError(ErrorCode.FILE_UNREADABLE, file=str(file), detail=error.strerror) from error
        except DeskError as error:
            context = error.context | {"file": str(file)}
            raise DeskError(error.code, reason=error.reason, **context) from error


def _inside(place: str) -> Path:
    return Path(place) / "profiles" / f"{_NAME}.toml"
