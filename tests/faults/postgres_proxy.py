"""A proxy that understands PostgreSQL's protocol: it does harm at a statement, and COMMIT is one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.proxy import Link, Proxy

_SSL_REQUEST, _CANCEL = 80877103, 80877102
_HEADER = 4


class PostgresProxy(Proxy):
    """Passes messages on one by one. A statement is met when it is to be carried out, not when it is prepared.

    COMMIT is followed by what it commits: ``COMMIT; BEGIN ...; INSERT INTO runs ...``.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        super().__init__(target)
        self._running: dict[Link, str] = {}

    def requests(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Pass on what the console says."""

        async def pump(link: Link) -> None:
            await self._start(reader, link)
            prepared: dict[bytes, str] = {}
            transaction: list[str] = []
            within = False
            while True:
                kind, body = await _message(reader)
                statement = _statement(kind, body, prepared)
                if statement is not None:
                    statement = _with_its_work(statement, transaction)
                    await self._met(statement, "before", link)
                    self._running[link], within = statement, False
                if kind == b"d" and not within:
                    within = True
                    await self._met(self._running.get(link, ""), "within", link)
                await link.pass_on(link.server, _packed(kind, body))
                if kind == b"X":
                    return

        return pump

    async def _start(self, reader: asyncio.StreamReader, link: Link) -> None:
        """Pass on the first packet, which has no kind; TLS is not offered."""
        while True:
            head = await reader.readexactly(_HEADER)
            body = await reader.readexactly(int.from_bytes(head) - _HEADER)
            if int.from_bytes(body[:_HEADER]) != _SSL_REQUEST:
                break
            await link.pass_on(link.client, b"N")
        if int.from_bytes(body[:_HEADER]) != _CANCEL:
            await self._met("startup", "before", link)
        await link.pass_on(link.server, head + body)

    def replies(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Pass on what the server says."""

        async def pump(link: Link) -> None:
            try:
                while True:
                    kind, body = await _message(reader)
                    if kind == b"Z" and (done := self._running.pop(link, None)) is not None:
                        await self._met(done, "after", link)
                    await link.pass_on(link.client, _packed(kind, body))
            finally:
                self._running.pop(link, None)

        return pump


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind = await reader.readexactly(1)
    size = int.from_bytes(await reader.readexactly(_HEADER))
    return kind, await reader.readexactly(size - _HEADER)


def _packed(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + _HEADER).to_bytes(_HEADER) + body


def _with_its_work(statement: str, transaction: list[str]) -> str:
    """Remember what a transaction does, and add it to its COMMIT."""
    if statement.startswith("BEGIN"):
        transaction.clear()
    elif statement.startswith("COMMIT"):
        return " ".join([statement, *transaction])
    transaction.append(statement)
    return statement


def _statement(kind: bytes, body: bytes, prepared: dict[bytes, str]) -> str | None:
    """Return the statement that a message carries out, if it does."""
    if kind == b"Q":
        return body.rstrip(b"\0").decode()
    if kind == b"P":
        name, _, rest = body.partition(b"\0")
        prepared[name] = rest.partition(b"\0")[0].decode()
    if kind == b"B":
        return prepared.get(body.split(b"\0", 2)[1], "")
    return None
