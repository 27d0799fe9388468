"""Values of a profile by their full names, as forms edit them, and nested, as files hold them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from frontol_desk.settings.layers import file_layers
from frontol_desk.settings.model import DatabaseSettings, Settings, profile_path
from frontol_desk.settings.problems import environment_name

OF_ONE_PROFILE = ("environment", "extends", "schema_version")
"""What a profile does not take over from the one that it is based on."""
DATABASE_PARTS = ("host", "port", "name", "user", "sslmode", "sslrootcert")


def variable_of(setting: str) -> str:
    """Return the environment variable that outweighs a setting."""
    return environment_name(setting)


def _sections() -> frozenset[str]:
    fields = Settings.model_fields.items()
    return frozenset(
        name for name, field in fields if isinstance(field.get_default(call_default_factory=True), BaseModel)
    )


_SECTIONS = _sections()


def flattened(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested values by their full names: ``{"ftp": {"port": 21}}`` is ``{"ftp.port": 21}``."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if name in _SECTIONS and isinstance(value, Mapping):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they stand in a profile; the opposite of `flattened`."""
    values: dict[str, Any] = {}
    for name, value in flat.items():
        section, dot, key = name.partition(".")
        if dot:
            values.setdefault(section, {})[key] = value
        else:
            values[name] = value
    return values


def default_of(setting: str) -> Any:
    """Return what holds when no profile says anything about a setting."""
    section, dot, key = setting.partition(".")
    model = _default(section)
    if dot:
        return getattr(model, "schema_" if key == "schema" else key)
    return dict(model) if isinstance(model, dict) else model


@cache
def _default(section: str) -> Any:
    return Settings.model_fields[section].get_default(call_default_factory=True)


def inherited_values(home: Path, base: str) -> dict[str, Any]:
    """Return by their full names the values of the profile `base` and of those that it is based on itself.

    A file that cannot be read says nothing: whoever reads the settings tells of it.
    """
    values: dict[str, Any] = {}
    for layer in file_layers(profile_path(home, base), home, named=True):
        flat = flattened(layer.values)
        values |= flat | {"kassa": {**values.get("kassa", {}), **flat.get("kassa", {})}}
    return {name: value for name, value in values.items() if value and name not in OF_ONE_PROFILE}


def in_parts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Write the database's address as its parts, as the form shows it; one that is not understood is left as it is."""
    if "database.dsn" not in values:
        return dict(values)
    try:
        found = DatabaseSettings.model_validate({"dsn": SecretStr(str(values["database.dsn"]))})
    except ValueError:
        return dict(values)
    parts = {f"database.{part}": getattr(found, part) for part in DATABASE_PARTS if getattr(found, part) is not None}
    rest = {name: value for name, value in values.items() if name != "database.dsn"}
    return rest | {name: str(value) if isinstance(value, Path) else value for name, value in parts.items()}


def parts_of_connection_string(text: str) -> tuple[dict[str, Any], str]:
    """Return values and password of ``postgresql://...``; nothing for a text that is no such address."""
    try:
        found = DatabaseSettings.model_validate({"dsn": SecretStr(text.strip())})
    except ValueError:
        return {}, ""
    values = in_parts({"database.dsn": text.strip()}) if found.host else {}
    return values, found.password.get_secret_value() if found.password else ""
