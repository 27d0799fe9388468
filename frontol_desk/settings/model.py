"""What can be set, with defaults and bounds; every name here is also an environment variable and a line of TOML."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from platformdirs import user_data_path
from pydantic import Field, PrivateAttr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from frontol_desk.domain.values import SourceFolder, parse_kassas
from frontol_desk.settings.sections.database import DatabaseSettings
from frontol_desk.settings.sections.exchange import ExchangeSettings, KassaSettings
from frontol_desk.settings.sections.ftp import FtpSettings
from frontol_desk.settings.sections.kinds import ProfileName, Timezone, is_profile_name
from frontol_desk.settings.sections.running import (
    ArchiveSettings,
    FeatureSettings,
    LogSettings,
    PipelineSettings,
    RetrySettings,
)
from frontol_desk.settings.sections.secrecy import PrivacySettings, SecretsSettings

__all__ = [
    "SCHEMA_VERSION",
    "ArchiveSettings",
    "DatabaseSettings",
    "ExchangeSettings",
    "FeatureSettings",
    "FtpSettings",
    "KassaSettings",
    "LogSettings",
    "PipelineSettings",
    "PrivacySettings",
    "RetrySettings",
    "SecretsSettings",
    "Settings",
    "default_home",
    "is_profile_name",
    "profile_path",
]

SCHEMA_VERSION = 2
"""Of settings files; see `frontol_desk.settings.versions`."""


def profile_path(home: Path, name: str) -> Path:
    """Return where the file of a profile lies, or would."""
    return home / "profiles" / f"{Path(name).name}.toml"


def default_home() -> Path:
    """Return where settings, logs, archive and the demo's data live unless FRONTOL_DESK_HOME says otherwise."""
    return user_data_path("frontol-desk", appauthor=False)


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

    profile: Annotated[
        ProfileName, Field(title="Profile", description="Which settings file: HOME/profiles/PROFILE.toml.")
    ] = "default"
    home: Annotated[
        Path,
        Field(
            title="Data folder",
            description="Where profiles, logs, archive and the demo's data live; the system's folder for user data.",
        ),
    ] = Field(default_factory=default_home)
    schema_version: Annotated[
        int,
        Field(
            ge=1,
            strict=True,
            title="Version of the file",
            description="The program writes it: by it, it recognises older settings files and brings them up to date.",
        ),
    ] = SCHEMA_VERSION
    extends: Annotated[
        ProfileName | None,
        Field(
            title="Based on",
            description="The profile beneath: what this one does not set comes from there. Passwords and what it is "
            "used for are each profile's own.",
        ),
    ] = None
    environment: Annotated[
        Literal["development", "staging", "production"] | None,
        Field(
            title="Used for",
            description="What this profile is for. The window shows it, so that a trial never looks like production.",
        ),
    ] = None
    language: Annotated[
        Literal["auto", "ru", "en"], Field(title="Language", description="Of all texts; auto: that of the system.")
    ] = "auto"
    timezone: Annotated[
        Timezone | None,
        Field(
            title="Time zone",
            description="Decides what yesterday and future mean, for example Europe/Moscow; the system's unless it is "
            "set.",
        ),
    ] = None
    kassas: Annotated[
        str,
        Field(
            title="Kassas",
            description="Kassas by semicolon, their folders by comma: P13:P13;N22:N22_Inter,N22_FURN.",
        ),
    ] = ""
    kassa: Annotated[
        dict[str, KassaSettings],
        Field(
            title="Single kassas",
            description="What one kassa does differently, in a section [kassa.NAME]: timezone, date_format, encoding, "
            "expected_by.",
        ),
    ] = Field(default_factory=dict)
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

    _read: tuple[tuple[Path, str | None], ...] = PrivateAttr(default=())

    def from_files(self, *files: tuple[Path, str | None]) -> Self:
        """Return the same settings, which say that they come from these files; the profile's own is the first.

        Each with the SHA-256 (hex) of what was read, None for one that was not there or could not be read.
        """
        settings = self.model_copy()
        settings._read = files  # noqa: SLF001 - a copy of our own kind
        return settings

    @property
    def file(self) -> Path:
        """The file of the profile, whether it is there or not."""
        return self.files[0]

    @property
    def files(self) -> tuple[Path, ...]:
        """The file of the profile and those that it is based on, in this order."""
        return tuple(file for file, _ in self._read) or (profile_path(self.home, self.profile),)

    @property
    def fingerprint(self) -> tuple[tuple[Path, str | None], ...]:
        """The files with the SHA-256 of what was read; nothing for settings that come from no files."""
        return self._read

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
        """Every secret text in here and in the environment, for the log to mask."""
        from frontol_desk.settings.secrets.environment_store import secrets_outside

        held = (self.database.password, self.ftp.password)
        known = (secret.get_secret_value() for secret in held if secret)
        return tuple(dict.fromkeys(secret for secret in (*known, *secrets_outside()) if secret))
