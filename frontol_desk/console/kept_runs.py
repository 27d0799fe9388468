"""Runs that wait on this computer for the database; they can be shown while there is none, and without a desk."""

from __future__ import annotations

from frontol_desk.domain.overview import RunEntry
from frontol_desk.domain.report import RunReport
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.outbox import Outbox
from frontol_desk.warehouse.processes import Holder


def outbox_of(settings: Settings, holder: Holder) -> Outbox:
    """Return the outbox of a profile and its schema, as used by the process `holder`."""
    return Outbox(settings.home / "outbox", f"{settings.profile}/{settings.database.schema_}", holder)


async def kept_runs(settings: Settings) -> tuple[RunEntry, ...]:
    """Return the runs that wait, newest first."""
    return await outbox_of(settings, Holder.here()).entries()


async def kept_report(settings: Settings, run_id: str) -> RunReport | None:
    """Return the whole report of a run that waits; None for one that does not."""
    return await outbox_of(settings, Holder.here()).report(run_id)
