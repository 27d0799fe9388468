"""Requests that lie in a request folder: what they ask for, and how to take one away without harming another's file."""

from __future__ import annotations

import re

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import RemoteFile
from frontol_desk.domain.tools import LyingRequest
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.names import is_temporary
from frontol_desk.exchange.transport import Transport, first_bytes

_FORM = re.compile(rb"\s*(\$\$\$[A-Z]+[^$]*)?", re.ASCII)
_LONGEST = 4096
"""A request is a line or two; what is longer is none."""
_SHOWN = 200


class RequestFolder:
    """The request folder of one exchange folder, `path` on its server; `request_name` is what kassas look for there."""

    def __init__(self, transport: Transport, folder: SourceFolder, path: str, request_name: str) -> None:
        self._transport = transport
        self._folder = folder
        self._path = path
        self._name = request_name

    async def lying(self) -> list[LyingRequest]:
        """Return the requests that lie there and the leavings of our own broken-off attempts, nothing else."""
        files = await self._transport.list(self._path)
        return [request for file in files if self._is_ours(file.name) and (request := await self._read(file))]

    def _is_ours(self, name: str) -> bool:
        if is_temporary(name):
            return name.casefold().startswith(f"{self._name}.".casefold())
        return name.casefold() == self._name.casefold()

    async def _read(self, file: RemoteFile) -> LyingRequest | None:
        """Read what a file asks for; None when it has gone meanwhile."""
        path = f"{self._path}/{file.name}"
        try:
            data = await first_bytes(self._transport, path, _LONGEST + 1)
            modified = file.modified or await self._transport.modified(path)
        except DeskError as error:
            if error.code is ErrorCode.FTP_MISSING:
                return None
            raise
        removable = is_temporary(file.name) or (len(data) <= _LONGEST and _FORM.fullmatch(data) is not None)
        text = " ".join(data[:_SHOWN].decode("cp1251", "replace").split()) if removable else ""
        return LyingRequest(
            folder=self._folder, name=file.name, size=len(data), modified=modified, text=text, removable=removable
        )

    async def remove(self, request: LyingRequest) -> bool:
        """Take a request away if it is still the one that was seen; False when it is not there any more.

        Raises REQUEST_PENDING (reason ``other``) when another one lies in its place, or it is no request at all.
        """
        found = next((one for one in await self.lying() if one.name == request.name), None)
        if found is None:
            return False
        path = f"{self._path}/{request.name}"
        if not found.removable or (found.text, found.size) != (request.text, request.size):
            raise DeskError(ErrorCode.REQUEST_PENDING, reason="other", source_folder=str(self._folder), path=path)
        try:
            await self._transport.delete(path)
        except DeskError as error:
            if error.code is ErrorCode.FTP_MISSING:
                return False
            raise
        return True
