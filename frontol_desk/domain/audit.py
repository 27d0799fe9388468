"""What is written down of everything that somebody does: who, from where, what, on which resource, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Outcome = Literal["done", "partial", "failed"]


class AuditAction(StrEnum):
    """What was done."""

    LOAD = "load"
    RETRY = "retry"
    DROP = "drop"
    EXPORT = "export"
    REPLAY = "replay"
    PRUNE = "prune"
    REQUEST = "request"
    CLEAR_REQUEST = "clear_request"
    MIGRATE = "migrate"
    SETTINGS = "settings"
    SECRET = "secret"  # noqa: S105 - the name of an action
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Actor:
    """The account of the operating system, and its machine."""

    user: str
    host: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One deed. `resource` is what it was done to: a folder, a file, a setting, the name of a secret (never its value).

    `details` are plain values; neither secrets nor personal data. `at` is aware; None: when it is stored.
    """

    action: AuditAction
    resource: str
    actor: Actor
    outcome: Outcome = "done"
    details: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    run_id: str | None = None
    at: datetime | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which entries, newest first: everything that is not None has to fit; `text` is searched in all words."""

    since: datetime | None = None
    until: datetime | None = None
    actions: frozenset[AuditAction] | None = None
    user: str | None = None
    text: str | None = None
    limit: int = 500
