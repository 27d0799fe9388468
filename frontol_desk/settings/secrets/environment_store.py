"""Secrets in environment variables: ``ftp.password`` is FRONTOL_DESK_FTP__PASSWORD."""

from __future__ import annotations

import os

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.dsn import split_dsn
from frontol_desk.settings.problems import environment_name
from frontol_desk.settings.secrets.store import KNOWN_SECRETS

_DSN = environment_name("database.dsn")
_OF_OTHERS = ("VAULT_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
"""Secrets that libraries take from the environment themselves."""


class EnvironmentStore:
    """The environment of this process: it can be read only. An empty variable counts as none."""

    kind = "environment"
    writable = False

    @property
    def where(self) -> str:
        """The environment, in words."""
        return text("store_environment")

    def get(self, name: str) -> str | None:
        """Return a secret; that of the database may also stand in its DSN."""
        return _variable(environment_name(name)) or (_password_of_dsn() if name == "database.password" else None)

    def set(self, name: str, value: str) -> None:  # noqa: ARG002
        """Refuse with SECRETS_DENIED: what a process sets ends with it."""
        raise _read_only(name)

    def delete(self, name: str) -> bool:
        """Refuse as `set` does, unless there is nothing to delete."""
        if self.get(name) is None:
            return False
        raise _read_only(name)

    def names(self) -> list[str]:
        """Return which secrets are set."""
        return [name for name in KNOWN_SECRETS if self.get(name) is not None]


def secrets_outside() -> tuple[str, ...]:
    """Return every secret of the environment, whether the settings need it or not: for the log to mask."""
    ours = map(EnvironmentStore().get, KNOWN_SECRETS)
    return tuple(secret for secret in (*ours, *map(_variable, _OF_OTHERS)) if secret)


def _variable(name: str) -> str | None:
    """Return a variable as the settings find it: in whatever case it is written."""
    return next((value for key, value in os.environ.items() if key.upper() == name and value), None)


def _password_of_dsn() -> str | None:
    try:
        password = split_dsn(_variable(_DSN)).get("password")
    except ValueError:  # said where the settings are read
        return None
    return str(password) if password else None


def _read_only(name: str) -> DeskError:
    return DeskError(ErrorCode.SECRETS_DENIED, reason="environment", name=name, environment=environment_name(name))
