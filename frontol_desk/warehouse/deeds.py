"""What the audit log tells of loads, failures, runs and what people give up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.audit import Actor, AuditAction, AuditEntry, Outcome
from frontol_desk.domain.loads import LoadOutcome, LoadRequest
from frontol_desk.domain.personal import mask_personal
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, RunStatus

_OUTCOMES: Mapping[RunStatus, Outcome] = {RunStatus.COMPLETED: "done", RunStatus.FAILED: "failed"}
_PREFIX = 12
"""So many digits of a hash name a file."""
_SHOWN = 2000
"""So many characters of a list of keys are kept."""


def file_loaded(request: LoadRequest, outcome: LoadOutcome) -> AuditEntry:
    """Tell of a file that was met: loaded, partly, or found stored already."""
    return AuditEntry(
        action=AuditAction.LOAD,
        resource=_file(str(request.lease.folder), request.name),
        actor=current_actor(),
        outcome="partial" if outcome.status is FileStatus.PARTIAL else "done",
        run_id=request.run_id,
        details={
            "status": outcome.status.value,
            "dates": str(outcome.dates) if outcome.dates else None,
            "read": outcome.read,
            "loaded": outcome.loaded,
            "unchanged": outcome.unchanged,
            "removed": outcome.removed,
            "quarantined": outcome.quarantined,
            "sha256": request.sha256[:_PREFIX],
        },
    )


def file_failed(
    run_id: str, detail: FileDetail, problems: Sequence[Problem], at: datetime | None, actor: Actor | None
) -> AuditEntry:
    """Tell of a file that could not be loaded, or of a kassa that did not answer; `actor` None: this account."""
    first = next((problem for problem in problems if problem.severity == "error"), None)
    return AuditEntry(
        action=AuditAction.LOAD,
        resource=_file(detail.source_folder, detail.file),
        actor=actor or current_actor(),
        outcome="failed",
        run_id=run_id,
        at=at,
        details={
            "status": detail.status.value,
            "code": first.code if first else None,
            "reason": first.reason if first else None,
            "stage": first.stage.value if first and first.stage else None,
            "sha256": (detail.sha256 or "")[:_PREFIX] or None,
        },
    )


def _file(folder: str, name: str | None) -> str:
    """Name a file; whoever brought it may have named it after a person."""
    return f"{folder} {mask_personal(name)}" if name else folder


def run_ended(report: RunReport, ordered: AuditEntry, at: datetime | None) -> AuditEntry:
    """Tell of a run that has ended, as it was `ordered`."""
    ended = {
        "status": report.status.value,
        "folders_loaded": report.folders.loaded,
        "folders_failed": report.folders.failed + report.folders.no_response,
        "read": report.rows.read,
        "loaded": report.rows.loaded,
    }
    return AuditEntry(
        action=ordered.action,
        resource=ordered.resource,
        actor=ordered.actor,
        outcome=_OUTCOMES.get(report.status, "partial"),
        run_id=report.run_id,
        at=at,
        details={**ordered.details, **ended},
    )


def given_up(keys: Collection[str], reason: str) -> AuditEntry:
    """Tell of failures, lines or gaps that a person has dropped."""
    return AuditEntry(
        action=AuditAction.DROP,
        resource=", ".join(keys)[:_SHOWN],
        actor=current_actor(),
        details={"reason": mask_personal(reason), "count": len(keys)},
    )


def migrated(schema: str, done: Sequence[str]) -> AuditEntry:
    """Tell of a schema that was brought up to date."""
    return AuditEntry(
        action=AuditAction.MIGRATE,
        resource=schema,
        actor=current_actor(),
        details={"steps": len(done), "what": ", ".join(done)[:_SHOWN]},
    )


def as_order(entry: AuditEntry) -> dict[str, Any]:
    """Return what the row of a run keeps of who wanted it and what for."""
    return {
        "action": entry.action.value,
        "resource": entry.resource,
        "user": entry.actor.user,
        "host": entry.actor.host,
        "details": dict(entry.details),
    }


def of_order(stored: Mapping[str, Any]) -> AuditEntry:
    """Return who wanted a run and what for."""
    return AuditEntry(
        action=AuditAction(stored["action"]),
        resource=stored["resource"],
        actor=Actor(stored["user"], stored["host"]),
        details=stored["details"],
    )
