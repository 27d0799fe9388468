"""Encrypted FTP: whom it trusts, what it says when it does not, and what strict servers ask for."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from frontol_desk.console.exchange_port import ftp_transport
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.exchange import ftp_data
from frontol_desk.exchange.ftp import FtpAddress, FtpTimeouts, FtpTls, FtpTransport
from frontol_desk.exchange.ftp_tls import TlsMode
from frontol_desk.settings.model import FtpSettings
from tests.integration.certificates import CertificateKind, certificate, foreign_authority
from tests.integration.exchange.ftp_kinds import ENCRYPTED, IMPLICIT, failure_of, read_all, transport_to
from tests.integration.exchange.line_server import line_server
from tests.integration.ftp_servers import SERVER_KINDS, ServerKind, ftp_server

STRICT: tuple[ServerKind, ...] = ("vsftpd", "proftpd")
MODES: tuple[TlsMode, ...] = ("explicit", "implicit")


def assert_refused(error: DeskError, reason: str | None) -> None:
    assert (error.code, error.reason) == (ErrorCode.FTP_TLS, reason)
    assert error.exit_code is ExitCode.CONFIG
    assert not error.retryable
    assert "—" not in error.message  # every placeholder is filled


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("shown", "trusted", "reason"),
    [
        ("good", "foreign", "certificate"),
        ("good", None, "certificate"),
        ("wrong_host", "ours", "host"),
        ("expired", "ours", "expired"),
    ],
)
async def test_whom_it_does_not_trust(
    tmp_path: Path, mode: TlsMode, shown: CertificateKind, trusted: str | None, reason: str
) -> None:
    authority = {"ours": certificate().authority, "foreign": foreign_authority(), None: None}[trusted]
    with ftp_server("proftpd", tmp_path, tls=mode, shown=certificate(shown)) as server:
        async with transport_to(server, tls=FtpTls(mode, ca=authority)) as transport:
            assert_refused(await failure_of(transport, server.base), reason)


async def test_whoever_asks_for_it_trusts_anybody(tmp_path: Path) -> None:
    with ftp_server("proftpd", tmp_path, tls="explicit", shown=certificate("expired")) as server:
        async with transport_to(server, tls=FtpTls("explicit", verify=False)) as transport:
            assert await transport.write(f"{server.base}/x", b"abc") == 3
            assert await read_all(transport, f"{server.base}/x") == b"abc"


@pytest.mark.parametrize("kind", SERVER_KINDS)
async def test_a_server_that_offers_no_encryption(tmp_path: Path, kind: ServerKind) -> None:
    with ftp_server(kind, tmp_path) as server:
        for mode in MODES:
            async with transport_to(server, tls=FtpTls(mode)) as transport:
                assert_refused(await failure_of(transport, server.base), "not_offered")


@pytest.mark.parametrize("kind", SERVER_KINDS)
async def test_a_server_that_lets_nobody_in_without(tmp_path: Path, kind: ServerKind) -> None:
    with ftp_server(kind, tmp_path, tls="explicit") as server:
        async with transport_to(server, tls=FtpTls()) as transport:
            assert_refused(await failure_of(transport, server.base), "required")


async def test_a_wrong_password_is_no_lack_of_encryption(tmp_path: Path) -> None:
    with ftp_server("proftpd", tmp_path, tls="explicit") as server:
        transport = FtpTransport(server.address(password="wrong"))
        try:
            assert (await failure_of(transport, server.base)).code is ErrorCode.FTP_LOGIN
        finally:
            await transport.aclose()


async def test_a_file_of_authorities_that_is_none(tmp_path: Path) -> None:
    for name, text in (("empty.pem", ""), ("text.pem", "no certificate")):
        (tmp_path / name).write_text(text)
        transport = FtpTransport(FtpAddress("127.0.0.1", tls=FtpTls("explicit", ca=tmp_path / name)))
        error = await failure_of(transport, "/")
        assert_refused(error, "ca")
        assert name in error.message


@pytest.mark.parametrize("kind", STRICT)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_the_session_is_gone_on_with(tmp_path: Path, kind: ServerKind, version: ssl.TLSVersion) -> None:
    with ftp_server(kind, tmp_path, tls="explicit") as server:
        async with transport_to(server) as transport:
            transport._context = server.tls.context()
            transport._context.maximum_version = version
            for size in (0, 1, 100_000):
                await transport.write(f"{server.base}/x", b"x" * size, overwrite=True)
                assert await read_all(transport, f"{server.base}/x") == b"x" * size


@pytest.mark.parametrize("kind", STRICT)
async def test_these_servers_do_insist_on_the_session(
    tmp_path: Path, kind: ServerKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would prove nothing."""
    (tmp_path / "x").write_bytes(b"abc")
    with ftp_server(kind, tmp_path, tls="explicit") as server:
        monkeypatch.setattr(ftp_data, "_tls_of", lambda _: server.tls.context())
        async with transport_to(server) as transport:
            with pytest.raises(DeskError) as caught:
                await read_all(transport, f"{server.base}/x")
            assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_CONNECTION, "data")
            assert await transport.size(f"{server.base}/x") == 3


async def test_nothing_said_before_the_encryption_counts(tmp_path: Path) -> None:
    """Somebody in between may add replies to the unencrypted part; they must not answer commands of the other."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        connection.recv(100)
        connection.sendall(b"234 go on\r\n230 welcome\r\n")

    with line_server(talk) as port:
        transport = FtpTransport(FtpAddress("127.0.0.1", port, tls=FtpTls("explicit")), timeouts=FtpTimeouts(connect=2))
        assert_refused(await failure_of(transport, "/"), None)


async def test_a_server_that_falls_silent_in_the_handshake() -> None:
    """Both kinds end at the deadline of signing in, not at asyncio's own of a minute."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        connection.recv(100)
        connection.sendall(b"234 go on\r\n")

    with line_server(talk) as port, line_server(lambda _: None) as mute:
        for where, tls in ((port, FtpTls("explicit")), (mute, FtpTls("implicit"))):
            address = FtpAddress("127.0.0.1", where, tls=tls)
            error = await failure_of(FtpTransport(address, timeouts=FtpTimeouts(connect=0.3)), "/")
            assert error.code is ErrorCode.FTP_TIMEOUT


@pytest.mark.parametrize(("kind", "mode"), [("pure-ftpd", "explicit"), ("vsftpd", "implicit")])
async def test_the_settings_say_how(tmp_path: Path, kind: ServerKind, mode: TlsMode) -> None:
    assert (kind, mode) in ENCRYPTED
    with ftp_server(kind, tmp_path, tls=mode) as server:
        settings = FtpSettings(
            host=server.host,
            port=server.port,
            user=server.user,
            password=SecretStr(server.password),
            tls=mode,
            tls_ca=server.tls.ca,
        )
        for given, code in (({}, None), ({"tls_ca": None}, ErrorCode.FTP_TLS), ({"tls_verify": False}, None)):
            transport = ftp_transport(settings.model_copy(update=given))
            try:
                if code is None:
                    assert await transport.list(f"{server.base}/") == []
                else:
                    assert (await failure_of(transport, f"{server.base}/")).code is code
            finally:
                await transport.aclose()


@pytest.mark.parametrize("kind", IMPLICIT)
async def test_cancelling_an_encrypted_transfer_leaves_the_pool_in_order(tmp_path: Path, kind: ServerKind) -> None:
    (tmp_path / "large").write_bytes(b"x" * (8 << 20))
    (tmp_path / "small").write_bytes(b"small")
    with ftp_server(kind, tmp_path, tls="explicit") as server:
        async with transport_to(server, pool_size=2) as transport:
            await transport.list(f"{server.base}/")
            for step in range(8):
                task = asyncio.create_task(
                    transport.write(f"{server.base}/new", b"y" * (8 << 20))
                    if step % 2
                    else read_all(transport, f"{server.base}/large")
                )
                await asyncio.sleep(step / 400)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                assert (
                    await asyncio.gather(*(read_all(transport, f"{server.base}/small") for _ in range(3)))
                    == [b"small"] * 3
                )


@pytest.mark.parametrize(("kind", "mode"), [("vsftpd", "explicit"), ("proftpd", "implicit"), ("pure-ftpd", "explicit")])
async def test_a_server_that_dies_in_the_middle(tmp_path: Path, kind: ServerKind, mode: TlsMode) -> None:
    (tmp_path / "large").write_bytes(b"x" * (64 << 20))
    with ExitStack() as stack:
        server = stack.enter_context(ftp_server(kind, tmp_path, tls=mode))
        async with transport_to(server) as transport:
            await transport.list(f"{server.base}/")

            async def read_and_kill() -> None:
                async with transport.read(f"{server.base}/large") as blocks:
                    async for _ in blocks:
                        stack.close()

            with pytest.raises(DeskError) as caught:
                await read_and_kill()
            assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_CONNECTION, "closed")
            for operation in (transport.list(f"{server.base}/"), transport.write(f"{server.base}/x", b"abc")):
                with pytest.raises(DeskError) as caught:
                    await operation
                assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_CONNECTION, "refused")
