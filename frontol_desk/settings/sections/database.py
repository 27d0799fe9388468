"""Section ``[database]``: the PostgreSQL server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from frontol_desk.settings.dsn import join_dsn, split_dsn
from frontol_desk.settings.sections.kinds import Port, Seconds, Section, Text


class DatabaseSettings(Section):
    """The PostgreSQL server. Give `dsn` or the parts; afterwards both are there and say the same."""

    dsn: Annotated[
        SecretStr | None,
        Field(
            title="Database address",
            description="The whole address in one: postgresql://user:password@host:port/name. In a settings file it is "
            "replaced by its parts; as an environment variable it wins over them.",
        ),
    ] = None
    host: Annotated[
        Text | None,
        Field(title="Server", description="Name or address of the PostgreSQL server, or its socket folder."),
    ] = None
    port: Annotated[
        Port | None, Field(title="Port", description="Port of the PostgreSQL server; 5432 unless it is set.")
    ] = None
    user: Annotated[Text | None, Field(title="User", description="The role that the program signs in as.")] = None
    password: Annotated[
        SecretStr | None,
        Field(
            title="Password",
            description="Of that role. Never in a settings file: in the secret store or the environment.",
        ),
    ] = None
    name: Annotated[Text | None, Field(title="Database", description="Name of the database.")] = None
    sslmode: Annotated[
        Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] | None,
        Field(
            title="Encryption",
            description="As in PostgreSQL: require encrypts, verify-ca also checks the certificate, verify-full checks "
            "the server's name, too. Unless it is set: encrypted if the server can.",
        ),
    ] = None
    sslrootcert: Annotated[
        Path | None,
        Field(
            title="Certificates to trust",
            description="PEM file of the authorities that may vouch for the server, for verify-ca and verify-full.",
        ),
    ] = None
    schema_: Annotated[
        str,
        Field(
            alias="schema",
            pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$",
            title="Schema",
            description="Where all tables of this profile lie. Shop chains that share a database have one each.",
        ),
    ] = "public"
    auto_migrate: Annotated[
        bool,
        Field(
            title="Update the schema by itself",
            description="A load brings an empty or older schema up to date. If off, only the command migrate does.",
        ),
    ] = True
    pool_min: Annotated[
        int, Field(ge=0, le=100, title="Connections kept open", description="So many stay open between operations.")
    ] = 0
    pool_max: Annotated[
        int, Field(ge=2, le=100, title="Connections at most", description="More than this are never open at once.")
    ] = 5
    connect_timeout: Annotated[
        Seconds, Field(title="Time-out of connecting", description="So long a connection may take to be made.")
    ] = 10
    command_timeout: Annotated[
        Seconds, Field(title="Time-out of a statement", description="So long a single statement may take.")
    ] = 120
    statement_cache_size: Annotated[
        int,
        Field(
            ge=0,
            title="Prepared statements",
            description="So many are kept per connection. Behind pgbouncer none are kept, whatever is set.",
        ),
    ] = 100

    @field_validator("schema_")
    @classmethod
    def _not_the_systems(cls, value: str) -> str:
        if value.lower().startswith("pg_"):
            raise ValueError("schemas named pg_... belong to PostgreSQL")
        return value

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Bring dsn and parts to one form: what the DSN says wins over parts given beside it."""
        if not isinstance(data, dict):
            return data
        parts = {**data, **split_dsn(data.get("dsn"))}
        return {**parts, "dsn": join_dsn(parts)}
