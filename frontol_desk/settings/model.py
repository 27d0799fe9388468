"""What can be set, with defaults and bounds; every name here is also an environment variable and a line of TOML."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from frontol_desk.domain.files import Acknowledge
from frontol_desk.domain.values import SourceFolder, parse_kassas
from frontol_desk.settings.dsn import join_dsn, split_dsn

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Text = Annotated[str, Field(min_length=1)]


def profile_path(home: Path, name: str) -> Path:
    """Return where the file of a profile lies, or would."""
    return home / "profiles" / f"{Path(name).name}.toml"


def default_home() -> Path:
    """Return where settings, logs, archive and the demo's data live unless FRONTOL_DESK_HOME says otherwise."""
    return user_data_path("frontol-desk", appauthor=False)


class _Section(BaseModel):
    """A part of the settings: names nobody knows are refused, values never shown in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)


class DatabaseSettings(_Section):
    """The PostgreSQL server. Give `dsn` or the parts; afterwards both are there and say the same."""

    dsn: SecretStr | None = None
    host: Text | None = None
    port: Port | None = None
    user: Text | None = None
    password: SecretStr | None = None
    name: Text | None = None
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] | None = None
    sslrootcert: Path | None = None
    schema_: Annotated[str, Field(alias="schema", pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")] = "public"
    auto_migrate: bool = True
    pool_min: Annotated[int, Field(ge=0, le=100)] = 0
    pool_max: Annotated[int, Field(ge=2, le=100)] = 5
    connect_timeout: Seconds = 10
    command_timeout: Seconds = 120
    statement_cache_size: Annotated[int, Field(ge=0)] = 100

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


_IMPLICIT_PORT = 990


class FtpSettings(_Section):
    """The exchange server. Time-outs in seconds: to connect, to wait for any byte, for a whole operation, for a file.

    `tls_ca` is a PEM file of the authorities to trust instead of the system's. Implicit TLS has a port of its own, 990.
    """

    host: Text | None = None
    port: Port = 21
    user: Text | None = None
    password: SecretStr | None = None
    tls: Literal["off", "explicit", "implicit"] = "off"
    tls_verify: bool = True
    tls_ca: Path | None = None
    encoding: str = "utf-8"
    pool_size: Annotated[int, Field(ge=1, le=64)] = 5
    request_dir: Text = "/request"
    response_dir: Text = "/response"
    connect_timeout: Seconds = 10
    socket_timeout: Seconds = 30
    operation_timeout: Seconds = 120
    transfer_timeout: Seconds = 3600

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


def _day_month_year(value: str) -> str:
    if not re.fullmatch(r"(?=.*d)(?=.*m)(?=.*yy)[^;\r\n]+", value, re.IGNORECASE):
        raise ValueError("a date format names day, month and year")
    return value


DateFormat = Annotated[str, AfterValidator(_day_month_year)]
AnswerEncoding = Literal["auto", "utf-8", "windows-1251", "utf-16-le", "utf-16-be"]


ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class ExchangeSettings(_Section):
    """How kassas are asked and answer; time-outs and `quiet_seconds` are seconds.

    `root` is where the folders of ``ftp.request_dir`` and ``response_dir`` lie when the transport is ``folder``.
    `date_format` is made of d, m and y; `encoding` is that of the answers, found by looking unless it is named.
    `expected_by` is the kassa's time, ``HH:MM``, at which the day before should have been delivered.
    """

    transport: Literal["ftp", "folder"] = "ftp"
    root: Path | None = None
    request_name: Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f]+$")] = "request.txt"
    response_timeout: Seconds = 600
    acknowledge: Acknowledge = Acknowledge.RENAME
    date_format: DateFormat = "dd.mm.yyyy"
    encoding: AnswerEncoding = "auto"
    quiet_seconds: Annotated[float, Field(ge=0, le=3_600)] = 3
    delete_processed_after_days: Annotated[int, Field(ge=1)] | None = None
    expected_by: ClockTime | None = None


class PipelineSettings(_Section):
    """How folders are worked off: side by side with so many workers, or one after the other.

    `shutdown_seconds` is how long a window that closes waits at most for what it has stopped.
    """

    strategy: Literal["parallel", "sequential"] = "parallel"
    workers: Annotated[int, Field(ge=1, le=64)] = 4
    shutdown_seconds: Seconds = 30


class RetrySettings(_Section):
    """How what failed is tried again: attempts of an operation, pauses that double from the first to the longest.

    `budget` repetitions a run has in all. So many connection failures in a row, and a server is called no more for a
    while, at longest `breaker_seconds`.
    """

    attempts: Annotated[int, Field(ge=1, le=20)] = 4
    first_seconds: Seconds = 0.5
    longest_seconds: Seconds = 20
    budget: Annotated[int, Field(ge=0, le=100_000)] = 200
    breaker_failures: Annotated[int, Field(ge=1, le=1_000)] = 5
    breaker_seconds: Seconds = 30


class ArchiveSettings(_Section):
    """How long originals are kept: days, gigabytes (of 10^9 bytes, compressed); None: for ever, whatever they take.

    With less than `free_megabytes` on the disk no run begins.
    """

    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    max_gigabytes: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    free_megabytes: Annotated[int, Field(ge=0, le=1_000_000)] = 200


class LogSettings(_Section):
    """The log on standard error and in ``HOME/logs``."""

    level: Literal["debug", "info", "warning", "error"] = "warning"
    format: Literal["text", "json"] = "text"


class SecretsSettings(_Section):
    """Where passwords are kept, and how to reach Vault or AWS Secrets Manager; `timeout` in seconds.

    In Vault (key-value engine, version 2) they lie in ``MOUNT/PATH/PROFILE``, in AWS under ``PREFIX/PROFILE/NAME``.
    """

    backend: Literal["keyring", "environment", "vault", "aws"] = "keyring"
    timeout: Seconds = 10
    vault_url: Text | None = None
    vault_mount: Text = "secret"
    vault_path: Text = "frontol-desk"
    vault_namespace: Text | None = None
    vault_ca: Path | None = None
    vault_role_id: Text | None = None
    aws_region: Text | None = None
    aws_prefix: Text = "frontol-desk"
    aws_endpoint: Text | None = None


class PrivacySettings(_Section):
    """Whether phone numbers, e-mails and card numbers are stored as keyed hashes only."""

    hash_personal: bool = False


class FeatureSettings(_Section):
    """What can be switched off as a whole."""

    tray: bool = True
    absence_alarm: bool = True
    health_checks: bool = True
    reload_settings: bool = True


Timezone = Annotated[str, Field(min_length=1)]


def _known_zone(value: str | None) -> str | None:
    if value is not None:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone {value[:40]!r}") from error
    return value


class KassaSettings(_Section):
    """What one kassa does differently from the others; see `ExchangeSettings`."""

    timezone: Timezone | None = None
    date_format: DateFormat | None = None
    encoding: AnswerEncoding | None = None
    expected_by: ClockTime | None = None

    _zone = field_validator("timezone")(_known_zone)


class Settings(BaseSettings):
    """All settings, complete and frozen. Built from explicit values only; `load_settings` gathers them from outside."""

    model_config = SettingsConfigDict(
        env_prefix="FRONTOL_DESK_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    profile: Annotated[str, Field(pattern=r"^\w[\w.-]{0,62}$")] = "default"
    home: Path = Field(default_factory=default_home)
    schema_version: int = 2
    extends: str | None = None
    environment: Literal["development", "staging", "production"] | None = None
    language: Literal["auto", "ru", "en"] = "auto"
    timezone: Timezone | None = None
    kassas: str = ""
    kassa: dict[str, KassaSettings] = Field(default_factory=dict)
    database: DatabaseSettings = DatabaseSettings()
    ftp: FtpSettings = FtpSettings()
    exchange: ExchangeSettings = ExchangeSettings()
    pipeline: PipelineSettings = PipelineSettings()
    retry: RetrySettings = RetrySettings()
    archive: ArchiveSettings = ArchiveSettings()
    log: LogSettings = LogSettings()
    secrets: SecretsSettings = SecretsSettings()
    privacy: PrivacySettings = PrivacySettings()
    features: FeatureSettings = FeatureSettings()

    _file: Path | None = PrivateAttr(default=None)
    _zone = field_validator("timezone")(_known_zone)

    def from_file(self, file: Path) -> Self:
        """Return the same settings, which say that they come from this file."""
        settings = self.model_copy()
        settings._file = file  # noqa: SLF001 - a copy of our own kind
        return settings

    @property
    def file(self) -> Path:
        """The file of the profile, whether it is there or not."""
        return self._file or profile_path(self.home, self.profile)

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @classmethod
    def settings_customise_sources(cls, *_: Any, **sources: Any) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take explicit values only: the environment is a layer like any other, put in its place by `load_settings`."""
        return (sources["init_settings"],)

    @property
    def folders(self) -> tuple[SourceFolder, ...]:
        """The exchange folders of ``kassas``; raises CONFIG_KASSAS naming every entry at fault."""
        return parse_kassas(self.kassas)

    def of_kassa(self, kassa: str) -> KassaSettings:
        """Return what this kassa does differently; names are compared without regard to case."""
        return next((own for name, own in self.kassa.items() if name.casefold() == kassa.casefold()), KassaSettings())

    def date_format_of(self, kassa: str) -> str:
        """Return how this kassa's Windows writes dates."""
        return self.of_kassa(kassa).date_format or self.exchange.date_format

    def encoding_of(self, kassa: str) -> str | None:
        """Return the encoding of this kassa's answers; None: found by looking."""
        encoding = self.of_kassa(kassa).encoding or self.exchange.encoding
        return None if encoding == "auto" else encoding

    def expected_by_of(self, kassa: str) -> time | None:
        """Return the time of this kassa's own clock by which it should have delivered the day before; None: none."""
        hour = self.of_kassa(kassa).expected_by or self.exchange.expected_by
        return time.fromisoformat(hour) if hour else None

    @property
    def secret_texts(self) -> tuple[str, ...]:
        """Every secret text in here, for the log to mask."""
        held = (self.database.password, self.ftp.password)
        return tuple(secret.get_secret_value() for secret in held if secret and secret.get_secret_value())
