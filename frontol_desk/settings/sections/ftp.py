"""Section ``[ftp]``: the exchange server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from frontol_desk.settings.sections.kinds import Port, Seconds, Section, Text

_IMPLICIT_PORT = 990


class FtpSettings(Section):
    """The exchange server. Time-outs are seconds; implicit TLS has a port of its own, 990."""

    host: Annotated[Text | None, Field(title="Server", description="Name or address of the FTP server.")] = None
    port: Annotated[
        Port, Field(title="Port", description="21; with encryption from the first byte 990, unless it is set.")
    ] = 21
    user: Annotated[
        Text | None, Field(title="User", description="The account of the exchange; anonymous needs no password.")
    ] = None
    password: Annotated[
        SecretStr | None,
        Field(
            title="Password",
            description="Of that account. Never in a settings file: in the secret store or the environment.",
        ),
    ] = None
    tls: Annotated[
        Literal["off", "explicit", "implicit"],
        Field(
            title="Encryption",
            description="off; explicit: the connection begins plain and is encrypted before the password; implicit: "
            "encrypted from the first byte.",
        ),
    ] = "off"
    tls_verify: Annotated[
        bool,
        Field(
            title="Check the certificate", description="If off, any certificate is trusted, and so anybody's server."
        ),
    ] = True
    tls_ca: Annotated[
        Path | None,
        Field(
            title="Certificates to trust",
            description="PEM file of the authorities to trust instead of the system's.",
        ),
    ] = None
    encoding: Annotated[
        str, Field(title="Encoding of file names", description="For example utf-8 or cp1251; not that of the answers.")
    ] = "utf-8"
    pool_size: Annotated[
        int, Field(ge=1, le=64, title="Connections at most", description="So many FTP connections are open at once.")
    ] = 5
    request_dir: Annotated[
        Text, Field(title="Request folder", description="The kassas' requests go to its subfolders KASSA/FOLDER.")
    ] = "/request"
    response_dir: Annotated[
        Text, Field(title="Response folder", description="The kassas' answers come from its subfolders KASSA/FOLDER.")
    ] = "/response"
    connect_timeout: Annotated[
        Seconds, Field(title="Time-out of signing in", description="So long connecting and signing in may take.")
    ] = 10
    socket_timeout: Annotated[
        Seconds,
        Field(title="Time-out of silence", description="After so long without a byte a connection is given up."),
    ] = 30
    operation_timeout: Annotated[
        Seconds, Field(title="Time-out of an operation", description="So long listing or renaming may take in all.")
    ] = 120
    transfer_timeout: Annotated[
        Seconds, Field(title="Time-out of a file", description="So long a whole file may take, down or up.")
    ] = 3600

    @model_validator(mode="before")
    @classmethod
    def _port_of_implicit_tls(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("tls") == "implicit":
            return {"port": _IMPLICIT_PORT, **data}
        return data

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError as error:
            raise ValueError(f"unknown encoding {value[:40]!r}") from error
        return value
