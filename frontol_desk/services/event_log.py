"""Writes what happens in a run to the log: a subscriber of the event bus."""

from __future__ import annotations

import logging

from frontol_desk.domain.events import (
    BreakerChanged,
    Event,
    FileFinished,
    FolderEvent,
    Retrying,
    RunFinished,
    RunStarted,
    ServiceFileSeen,
    SettingsRejected,
    SettingsReloaded,
    StageProgress,
    StageStarted,
)
from frontol_desk.services.logging import bound

log = logging.getLogger(__name__)


def log_event(event: Event) -> None:
    """Log one event with its run, kassa folder and file bound to the line."""
    folder = str(event.folder) if isinstance(event, FolderEvent) else None
    file = event.file if isinstance(event, FolderEvent) else None
    with bound(kassa=folder, file=file, run=event.run_id):
        _write(event)


def _write(event: Event) -> None:
    match event:
        case RunStarted():
            log.info("run started: %d folders, %s", len(event.folders), event.dates)
        case StageProgress():
            log.debug("%s: %d of %d", event.stage, event.done, event.total)
        case StageStarted():
            log.info("%s started", event.stage)
        case ServiceFileSeen():
            log.warning("the kassa reports: %s", event.text[:2000])
        case Retrying():
            again = "%s failed (%s), attempt %d; again in %.1f s"
            log.warning(again, event.operation, event.code, event.attempt, event.seconds)
        case BreakerChanged():
            state = event.state
            log.warning("calls to %s: %s (%s)", state.server, state.state, state.cause.code if state.cause else "well")
        case SettingsReloaded():
            log.info("settings of the next run: changed are %s", ", ".join(event.changed) or "none")
        case SettingsRejected():
            log.warning("changed settings of %s not taken over: %s", event.file, event.error.message)
        case FileFinished():
            _write_file(event)
        case RunFinished():
            report = event.report
            log.info("run %s: %d rows read, %d loaded", report.status, report.rows.read, report.rows.loaded)


def _write_file(event: FileFinished) -> None:
    detail = event.detail
    for problem in event.problems:
        level = logging.ERROR if problem.severity == "error" else logging.WARNING
        log.log(level, "%s: %s", problem.code, problem.message)
    log.info("%s: %d rows read, %d loaded, %d unchanged, %d quarantined",
             detail.status, detail.read, detail.loaded, detail.unchanged, detail.quarantined)  # fmt: skip
