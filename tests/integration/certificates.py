"""Certificates of an authority of our own, as the FTP servers under test show them: good ones and three bad kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import trustme

CertificateKind = Literal["good", "wrong_host", "expired"]
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Certificate:
    """Files in PEM format: `pem` is key and certificate of a server, `authority` what its clients have to trust."""

    pem: Path
    authority: Path


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="certificates-")


@cache
def _authority(name: str) -> tuple[trustme.CA, Path]:
    authority, path = trustme.CA(), Path(_folder().name, f"{name}.pem")
    authority.cert_pem.write_to_path(str(path))
    return authority, path


def foreign_authority() -> Path:
    """Return an authority that has issued none of the certificates."""
    return _authority("foreign")[1]


@cache
def certificate(kind: CertificateKind = "good") -> Certificate:
    """Make a certificate for 127.0.0.1; it lives as long as the tests."""
    authority, trusted = _authority("ours")
    host = "kassa.example" if kind == "wrong_host" else HOST
    end = datetime(2020, 1, 1, tzinfo=UTC) if kind == "expired" else None
    issued = authority.issue_cert(host, not_after=end)
    pem = Path(_folder().name, f"{kind}-server.pem")
    issued.private_key_and_cert_chain_pem.write_to_path(str(pem))
    pem.chmod(0o600)
    return Certificate(pem, trusted)
