"""Sections about how a run works: ``[pipeline]``, ``[retry]``, ``[archive]``, ``[log]`` and ``[features]``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from frontol_desk.settings.sections.kinds import Seconds, Section


class PipelineSettings(Section):
    """How folders are worked off: side by side with so many workers, or one after the other."""

    strategy: Annotated[
        Literal["parallel", "sequential"],
        Field(title="Work on folders", description="parallel: several at once; sequential: one after the other."),
    ] = "parallel"
    workers: Annotated[
        int, Field(ge=1, le=64, title="Folders at once", description="So many answers are fetched and loaded at once.")
    ] = 4
    shutdown_seconds: Annotated[
        Seconds,
        Field(title="Wait when closing", description="So long a window that closes waits for what it has stopped."),
    ] = 30


class RetrySettings(Section):
    """How what failed is tried again: attempts of an operation, pauses that double from the first to the longest."""

    attempts: Annotated[
        int, Field(ge=1, le=20, title="Attempts", description="So often an operation is tried if the fault may pass.")
    ] = 4
    first_seconds: Annotated[
        Seconds,
        Field(title="First pause", description="Between the first two attempts; it doubles from one to the next."),
    ] = 0.5
    longest_seconds: Annotated[
        Seconds, Field(title="Longest pause", description="Pauses grow no longer than this.")
    ] = 20
    budget: Annotated[
        int,
        Field(
            ge=0, le=100_000, title="Repetitions in a run", description="So many a run has in all; then it gives up."
        ),
    ] = 200
    breaker_failures: Annotated[
        int,
        Field(
            ge=1,
            le=1_000,
            title="Failures in a row",
            description="After so many failed connections a server is left alone for a while.",
        ),
    ] = 5
    breaker_seconds: Annotated[
        Seconds, Field(title="Leave a server alone", description="At longest so long, then it is tried again.")
    ] = 30


class ArchiveSettings(Section):
    """How long originals are kept; None: for ever, whatever they take. Gigabytes are 10^9 bytes, compressed."""

    keep_days: Annotated[
        int | None,
        Field(
            ge=1,
            le=36_500,
            json_schema_extra={"unit": "d"},
            title="Keep originals",
            description="Older ones are removed by archive prune and after a load. Unless it is set: for ever.",
        ),
    ] = None
    max_gigabytes: Annotated[
        float | None,
        Field(
            gt=0,
            le=1_000_000,
            json_schema_extra={"unit": "GB"},
            title="Size of the archive",
            description="If it takes more, the oldest originals are removed. Unless it is set: any size.",
        ),
    ] = None
    free_megabytes: Annotated[
        int,
        Field(
            ge=0,
            le=1_000_000,
            json_schema_extra={"unit": "MB"},
            title="Room to leave on the disk",
            description="With less than this no run begins.",
        ),
    ] = 200


class LogSettings(Section):
    """The log on standard error and in ``HOME/logs``."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(title="Level", description="What is less important than this is not logged."),
    ] = "warning"
    format: Annotated[
        Literal["text", "json"], Field(title="Form", description="text for people, json (a line each) for programs.")
    ] = "text"


class FeatureSettings(Section):
    """What can be switched off as a whole."""

    tray: Annotated[
        bool, Field(title="Icon beside the clock", description="It shows the state and tells when a load has finished.")
    ] = True
    absence_alarm: Annotated[
        bool, Field(title="Warn of late kassas", description="The window warns when a kassa has not delivered in time.")
    ] = True
    health_checks: Annotated[
        bool,
        Field(
            title="Watch the connections",
            description="The window looks at exchange server, database and disk now and then. If off, only on demand.",
        ),
    ] = True
    reload_settings: Annotated[
        bool,
        Field(
            title="Take over changed settings files",
            description="A changed file counts from the next load on. If off, only after a restart.",
        ),
    ] = True
