"""Connections at rest: kept alive, found out when they are dead, given up when nobody needs them."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from pyftpdlib.handlers import FTPHandler

from frontol_desk.exchange.ftp import FtpTimeouts, FtpTransport
from tests.integration.ftp_servers import FtpServer, free_port, pyftpdlib_server

SOON = 0.05


@contextmanager
def counting_server(root: Path, *, mute: bool = False) -> Iterator[tuple[FtpServer, Counter[str]]]:
    """Serve a folder with the file ``x`` and count the commands; `mute`: NOOP is never answered."""
    heard: Counter[str] = Counter()

    class Handler(FTPHandler):  # type: ignore[misc]
        def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
            heard[cmd] += 1
            if not (mute and cmd == "NOOP"):
                super().pre_process_command(line, cmd, arg)

    (root / "x").write_bytes(b"abc")
    with pyftpdlib_server(root, handler=Handler) as server:
        yield server, heard


@asynccontextmanager
async def transport_to(server: FtpServer, *, idle: float, keep: float = 60) -> AsyncIterator[FtpTransport]:
    """Give a transport whose connections are asked after `idle` seconds and left `keep` seconds after their use."""
    transport = FtpTransport(server.address(), timeouts=FtpTimeouts(connect=0.3))
    transport._pool._idle_seconds, transport._pool._keep_seconds = idle, keep
    try:
        yield transport
    finally:
        await transport.aclose()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def test_resting_connections_are_kept_alive(tmp_path: Path) -> None:
    with counting_server(tmp_path) as (server, heard):
        async with transport_to(server, idle=SOON) as transport:
            await asyncio.gather(*(transport.size("/x") for _ in range(3)))
            opened = heard["USER"]
            await until(lambda: heard["NOOP"] >= 3 * opened)
            assert await transport.size("/x") == 3
            assert heard["USER"] == opened


async def test_one_that_is_used_all_the_time_is_never_asked(tmp_path: Path) -> None:
    with counting_server(tmp_path) as (server, heard):
        async with transport_to(server, idle=60) as transport:
            for _ in range(20):
                await transport.size("/x")
    assert (heard["USER"], heard["NOOP"]) == (1, 0)


async def test_one_that_rested_long_is_asked_before_it_is_lent(tmp_path: Path) -> None:
    with counting_server(tmp_path) as (server, heard):
        async with transport_to(server, idle=60) as transport:
            await transport.size("/x")
            transport._pool._idle_seconds = 0.0
            await transport.size("/x")
    assert (heard["USER"], heard["NOOP"]) == (1, 1)


async def test_the_system_looks_after_the_line_too(tmp_path: Path) -> None:
    with counting_server(tmp_path) as (server, _):
        async with transport_to(server, idle=60) as transport:
            await transport.size("/x")
            (resting,) = transport._pool._idle
            line = resting.client.stream.writer.get_extra_info("socket")
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


async def test_a_server_that_fell_silent_costs_no_operation(tmp_path: Path) -> None:
    """The line is open and nobody answers, as when a router has forgotten it: a new connection does the work."""
    with counting_server(tmp_path, mute=True) as (server, heard):
        async with transport_to(server, idle=60) as transport:
            await transport.size("/x")
            transport._pool._idle_seconds = 0.0
            assert await transport.size("/x") == 3
        assert (heard["USER"], heard["NOOP"]) == (2, 1)
        async with transport_to(server, idle=SOON) as transport:
            await transport.size("/x")
            await until(lambda: not transport._pool._idle and transport._pool._engaged == 0)


async def test_a_server_that_started_anew(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    port = free_port()
    with pyftpdlib_server(tmp_path, port=port) as server:
        transport = FtpTransport(server.address())
        assert await asyncio.gather(*(transport.size("/x") for _ in range(5))) == [3] * 5
    try:
        with pyftpdlib_server(tmp_path, port=port):
            assert await asyncio.gather(*(transport.size("/x") for _ in range(5))) == [3] * 5
    finally:
        await transport.aclose()


async def test_what_nobody_needs_is_given_up_politely(tmp_path: Path) -> None:
    with counting_server(tmp_path) as (server, heard):
        async with transport_to(server, idle=SOON, keep=0.0) as transport:
            await asyncio.gather(*(transport.size("/x") for _ in range(3)))
            await until(lambda: not transport._pool._idle)
            keeper = transport._pool._keeper
            assert keeper is not None
            await until(keeper.done)
            assert heard["QUIT"] == heard["USER"] > 0
            assert await transport.size("/x") == 3


async def test_none_is_used_longer_than_a_tls_session_lasts(tmp_path: Path) -> None:
    with counting_server(tmp_path) as (server, heard):
        async with transport_to(server, idle=60) as transport:
            await transport.size("/x")
            await transport.size("/x")
            assert heard["USER"] == 1
            transport._pool._life_seconds = 0.0
            await transport.size("/x")
            await transport.size("/x")
    assert heard["USER"] == 2


async def test_closing_says_goodbye_and_leaves_no_task(tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    with counting_server(tmp_path) as (server, heard):
        async with transport_to(server, idle=60) as transport:
            await asyncio.gather(*(transport.size("/x") for _ in range(3)))
        assert heard["QUIT"] == heard["USER"] > 0
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("size", [1, 2])
async def test_keeping_alive_never_takes_more_connections_than_allowed(tmp_path: Path, size: int) -> None:
    with counting_server(tmp_path) as (server, heard):
        transport = FtpTransport(server.address(), pool_size=size)
        transport._pool._idle_seconds = 0.0
        try:
            for _ in range(30):
                await asyncio.gather(*(transport.size("/x") for _ in range(size)))
                await asyncio.sleep(0.005)
        finally:
            await transport.aclose()
    assert heard["USER"] == size
    assert heard["NOOP"] > 0
