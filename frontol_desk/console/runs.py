"""What the facets of the console need of it to carry out what they have planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from frontol_desk.domain.audit import AuditAction
from frontol_desk.domain.report import RunReport, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.context import FolderTask


class Runs(Protocol):
    """What carries out tasks of folders as one run."""

    async def prepare(self) -> object:
        """Make sure that the schema is this program's."""

    async def run_tasks(
        self,
        tasks: Mapping[SourceFolder, FolderTask],
        trigger: Trigger,
        dates: DateRange | None = None,
        *,
        action: AuditAction = AuditAction.LOAD,
        named: Sequence[str] = (),
    ) -> RunReport:
        """Do what is to be done for these folders; `action` and the keys `named` are what the audit log tells of it."""
