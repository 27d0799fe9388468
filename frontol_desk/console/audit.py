"""The audit log for every front end: record what was done, read what was; also where no database is at hand."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.audit import AuditAction, AuditEntry, AuditQuery, Outcome
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.personal import HIDDEN, mask_personal
from frontol_desk.domain.run_ids import new_run_id
from frontol_desk.domain.values import storable
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.kept_deeds import KeptDeeds

if TYPE_CHECKING:
    from frontol_desk.console.runs import Runs
    from frontol_desk.warehouse.outbox import Outbox
    from frontol_desk.warehouse.warehouse import Warehouse

_log = logging.getLogger(__name__)
_PATIENCE = 5.0
"""So long the database may take, in seconds; meanwhile the entry waits on this computer."""
_SECRET = re.compile("pass|secret|token|key|dsn", re.IGNORECASE)
"""Names of settings that may hold a secret, even in a file where none is allowed."""
Value = str | int | bool | None


class AuditTrail:
    """The audit log of a console."""

    def __init__(self, runs: Runs, warehouse: Warehouse, outbox: Outbox) -> None:
        self._runs = runs
        self._warehouse = warehouse
        self._outbox = outbox

    async def record(
        self, action: AuditAction, resource: str, outcome: Outcome = "done", run_id: str | None = None, **details: Value
    ) -> None:
        """Write down what was done just now; kept on this computer until the database takes it. Never raises.

        For what changes nothing in the database: the rest is recorded in its own transaction.
        """
        await self._write(_entry(action, resource, outcome, run_id, details))

    @asynccontextmanager
    async def telling(self, action: AuditAction, resource: str, **details: Value) -> AsyncIterator[dict[str, Value]]:
        """Record what is done inside, however it ends, with what is put into the yielded details meanwhile."""
        try:
            yield details
        except asyncio.CancelledError:
            _keep(self._outbox.deeds, _entry(action, resource, "failed", None, {**details, "status": "cancelled"}))
            raise
        except Exception as error:
            await self._write(_entry(action, resource, "failed", None, details | _why(error)))
            raise
        await self._write(_entry(action, resource, "done", None, details))

    async def entries(self, query: AuditQuery | None = None) -> tuple[AuditEntry, ...]:
        """Return the entries that fit, newest first."""
        await self._runs.prepare()
        await self.bring_over()
        return tuple(await self._warehouse.audit.entries(query or AuditQuery()))

    async def bring_over(self) -> None:
        """Write what waits on this computer into the log if the database takes it now; it can wait."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._warehouse.bring_over(self._outbox)

    async def _write(self, entry: AuditEntry) -> None:
        """Keep an entry first, which is quick and outlives this process, then bring it over."""
        if await asyncio.to_thread(_keep, self._outbox.deeds, entry):
            await self.bring_over()
            return
        with suppress(DeskError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._warehouse.audit.write(entry, new_run_id(datetime.now(UTC)))


def note(
    where: Settings | Path,
    action: AuditAction,
    resource: str,
    outcome: Outcome = "done",
    /,
    *,
    of: str | None = None,
    **details: Value,
) -> None:
    """Write down, quickly and without a database, what was done just now; it gets into the log when one is opened.

    `where` are the settings of the profile concerned, or the program's home; then `of` names the profile, None: the log
    of whichever is opened next takes it. Never raises.
    """
    _keep(_kept_deeds(where, of), _entry(action, resource, outcome, None, details))


def note_settings(home: Path, profile: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Write down which settings of a profile's file have changed, from what to what; nothing when none has."""
    old, new = dict(_flat(before)), dict(_flat(after))
    changed = {
        name: f"{_shown(name, old)} → {_shown(name, new)}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }
    if changed:
        _keep(_kept_deeds(home, profile), _entry(AuditAction.SETTINGS, profile, "done", None, changed))


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def _shown(name: str, values: Mapping[str, str]) -> str:
    return "–" if name not in values else HIDDEN if _SECRET.search(name.rpartition(".")[2]) else values[name]


def _why(error: Exception) -> dict[str, Value]:
    if isinstance(error, DeskError):
        return {"code": error.code.value, "reason": error.reason}
    return {"cause": type(error).__name__}


def _kept_deeds(where: Settings | Path, profile: str | None) -> KeptDeeds:
    home = where.home if isinstance(where, Settings) else where
    return KeptDeeds(home / "outbox" / "audit", where.profile if isinstance(where, Settings) else profile)


def _entry(
    action: AuditAction, resource: str, outcome: Outcome, run_id: str | None, details: Mapping[str, Value]
) -> AuditEntry:
    plain = {name: _plain(value) if isinstance(value, str) else value for name, value in details.items()}
    return AuditEntry(
        action=action, resource=_plain(resource), actor=current_actor(), outcome=outcome, details=plain, run_id=run_id
    )


def _plain(text: str) -> str:
    """Return what may be read by others, in characters that a file and the database can hold."""
    return mask_personal(storable(text))


def _keep(kept: KeptDeeds, entry: AuditEntry) -> bool:
    """Keep an entry; False when the disk does not take it."""
    try:
        kept.keep(entry)
    except DeskError as error:
        _log.error("%s of %s cannot be kept for the audit log: %s", entry.action, entry.resource, error)
        return False
    return True
