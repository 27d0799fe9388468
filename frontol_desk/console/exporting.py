"""Writes stored days to files: one folder into the file that is named, several into files below a directory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse.warehouse import Warehouse


async def export_frontol(
    warehouse: Warehouse, folders: Sequence[SourceFolder], dates: DateRange, output: Path, encoding: str | None
) -> list[Path]:
    """Write days in the Frontol format, a file per folder; returns the files written.

    Folders that have nothing stored are left out; NOTHING_TO_EXPORT is raised when none has.
    """
    if len(folders) == 1:
        await warehouse.export_frontol(folders[0], dates, output, encoding)
        return [output]
    written: list[Path] = []
    for folder in folders:
        path = output / folder.kassa / f"{folder.folder}.txt"
        try:
            await warehouse.export_frontol(folder, dates, path, encoding)
        except DeskError as error:
            if error.code is not ErrorCode.NOTHING_TO_EXPORT:
                raise
        else:
            written.append(path)
    if not written:
        raise DeskError(ErrorCode.NOTHING_TO_EXPORT, folder=", ".join(map(str, folders)), dates=str(dates))
    return written
