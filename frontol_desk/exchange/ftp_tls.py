"""Encrypted FTP: the certificates that are trusted, and what goes wrong before a connection is encrypted."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from frontol_desk.domain.errors import DeskError, ErrorCode

TlsMode = Literal["off", "explicit", "implicit"]
TlsReason = Literal["certificate", "host", "expired", "not_offered", "required"]

_WRONG_HOST = (62, 64)
_WRONG_TIME = (9, 10)
"""OpenSSL's X509_V_ERR_...: names and addresses that do not fit; not yet valid, expired."""
_NO_TLS_AT_ALL = ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")


@dataclass(frozen=True, slots=True)
class FtpTls:
    """How a server is spoken to: in the clear, encrypted after AUTH TLS (explicit) or from the first byte (implicit).

    `ca` is a PEM file of the authorities to trust instead of the system's; without `verify` anybody is trusted.
    """

    mode: TlsMode = "off"
    verify: bool = True
    ca: Path | None = None

    def context(self) -> ssl.SSLContext:
        """Build what asyncio needs, reading files; raises FTP_TLS with the reason ``ca`` for a file that is no PEM."""
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except (OSError, ValueError) as error:
            raise DeskError(ErrorCode.FTP_TLS, reason="ca", path=str(self.ca), detail=str(error)[:200]) from error
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


PLAIN = FtpTls()


class TlsRefusedError(ConnectionError):
    """A connection could not be encrypted, or not in a way that is to be trusted."""

    def __init__(self, reason: TlsReason | None, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


@contextmanager
def handshake() -> Iterator[None]:
    """Raise what TLS finds wrong as `TlsRefusedError`; connections that just break off are left as they are."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise TlsRefusedError(_reason_of(error), error.verify_message) from error
    except ssl.SSLEOFError:
        raise
    except ssl.SSLError as error:
        raise TlsRefusedError("not_offered" if error.reason in _NO_TLS_AT_ALL else None, str(error)[:200]) from error


def _reason_of(error: ssl.SSLCertVerificationError) -> TlsReason:
    if error.verify_code in _WRONG_HOST:
        return "host"
    return "expired" if error.verify_code in _WRONG_TIME else "certificate"
