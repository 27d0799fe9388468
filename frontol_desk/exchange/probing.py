"""What this account may do in an exchange folder, tried out with files of our own that are removed again.

Their names end as those of files being written do: every listing of ours passes them over, and so no load takes one
for an answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import RemoteFile
from frontol_desk.exchange.names import is_probe, probe_name
from frontol_desk.exchange.transport import Transport

_log = logging.getLogger(__name__)
_CONTENT = b"Frontol Desk checks what it may do here and removes this file at once.\r\n"
_STALE = timedelta(minutes=10)
"""So old a file of ours was left by a check that could not remove it."""
_REMOVE_SECONDS = 0.8
"""How long a check that is stopped tries to remove its file."""


async def try_rights(transport: Transport, path: str) -> datetime | None:
    """Write, rename and delete a file of our own in a folder; returns when the server says it was written.

    Raises FTP_DENIED with the reason ``write``, ``rename`` or ``delete`` for the first of them that is refused, and as
    the transport does when the folder is not there or cannot be listed.
    """
    await _remove_left(transport, path, await transport.list(path))
    first, second = (f"{path.rstrip('/')}/{probe_name()}" for _ in range(2))
    async with _nothing_left(transport, path, first, second):
        async with _step("write", path):
            await transport.write(first, _CONTENT)
        async with _step("rename", path):
            await transport.rename(first, second)
        written = await transport.modified(second)
        async with _step("delete", path):
            await transport.delete(second)
    return written


async def keeps_name(transport: Transport, path: str, letters: str) -> bool:
    """Tell whether a name with these letters comes back as it was given; raises as the server refuses it."""
    name = probe_name(letters)
    file = f"{path.rstrip('/')}/{name}"
    async with _nothing_left(transport, path, file):
        await transport.write(file, _CONTENT)
        kept = any(found.name == name for found in await transport.list(path))
        await transport.delete(file)
    return kept


async def _remove_left(transport: Transport, path: str, files: list[RemoteFile]) -> None:
    """Remove what checks before this one could not; while that is refused no file is added to them."""
    limit = datetime.now(UTC) - _STALE
    for file in files:
        if is_probe(file.name) and file.modified is not None and file.modified < limit:
            async with _step("delete", path):
                await transport.delete(f"{path.rstrip('/')}/{file.name}")


@asynccontextmanager
async def _step(reason: str, path: str) -> AsyncIterator[None]:
    """Name the step in its refusal; where our own file should be, a missing one is a refusal as well."""
    try:
        yield
    except DeskError as error:
        if error.code not in (ErrorCode.FTP_DENIED, ErrorCode.FTP_MISSING) or error.reason in ("outside", "full"):
            raise
        finer = error.reason if error.reason in ("write", "rename", "delete") else reason
        detail = error.context.get("detail") or error.code.value
        server = {name: error.context.get(name) for name in ("host", "port")}
        raise DeskError(ErrorCode.FTP_DENIED, reason=finer, path=path, detail=detail, **server) from error


@asynccontextmanager
async def _nothing_left(transport: Transport, path: str, *files: str) -> AsyncIterator[None]:
    """Leave none of these files behind, whole or half written, when the work with them fails or is stopped."""
    try:
        yield
    except BaseException:
        removing = asyncio.ensure_future(_remove(transport, path, files))
        with suppress(asyncio.CancelledError):
            await asyncio.shield(removing)
        await asyncio.wait([removing])
        raise


async def _remove(transport: Transport, path: str, files: tuple[str, ...]) -> None:
    names = tuple(PurePosixPath(file).name for file in files)
    try:
        async with asyncio.timeout(_REMOVE_SECONDS):
            for file in await transport.list(path):
                if file.name.startswith(names):
                    await transport.delete(f"{path.rstrip('/')}/{file.name}")
    except (DeskError, TimeoutError) as error:
        _log.debug("files of a check not removed from %s: %s", path, error)
