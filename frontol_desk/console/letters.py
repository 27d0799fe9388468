"""What failed for good, for every front end: list it, try it again, drop it with a reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import replace

from frontol_desk.console.retrying import Retry, plan_retry
from frontol_desk.console.runs import Runs
from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.asks import KeptOriginal
from frontol_desk.domain.audit import AuditAction
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.letters import OpenLetter
from frontol_desk.domain.overview import FailureList
from frontol_desk.domain.report import RunReport, Stage, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.exchange.archive import Archive
from frontol_desk.warehouse.warehouse import Warehouse

_log = logging.getLogger(__name__)
_KEYS_TOLD = 20


class Letters:
    """The open failures of a console. Keys as in `Failure.key`; `known` are the folders whose kassas can be asked."""

    def __init__(self, runs: Runs, warehouse: Warehouse, archive: Archive, known: Collection[SourceFolder]) -> None:
        self._runs = runs
        self._warehouse = warehouse
        self._archive = archive
        self._known = known

    async def list(self, limit: int = 5000) -> FailureList:
        """Return what is open, newest first."""
        await self._runs.prepare()
        return await self._warehouse.failures(limit)

    async def keys_of_run(self, run_id: str) -> tuple[str, ...]:
        """Return the keys of what failed in a run and is open still."""
        await self._runs.prepare()
        return tuple(await self._warehouse.letters.of_run(run_id))

    async def retry(
        self,
        keys: Collection[str] | None = None,
        stage: Stage | None = None,
        trigger: Trigger = Trigger.MANUAL,
        *,
        fresh_lines: bool = False,
    ) -> RunReport | None:
        """Try these again, or all that is open, in one run; returns None when nothing is open at all.

        From DOWNLOAD the kassas are asked, from PARSE or LOAD the archived originals are taken; None: each from where
        it failed, and from its kassa where the original is missing or outdated. With `fresh_lines` a line, which would
        be read the same again, is then asked for, too, where its kassa is known. Raises RETRY_IMPOSSIBLE when none of
        these can be tried; an original that is outdated fails in the run with RETRY_OUTDATED.
        """
        await self._runs.prepare()
        letters = await self._warehouse.letters.open(keys)
        if not letters and keys is None:
            return None
        if fresh_lines:
            letters = [self._fresh(letter) for letter in letters]
        retry = await asyncio.to_thread(plan_retry, letters, stage, self._known, self._is_kept)
        _refuse(retry, keys or ())
        await self._warehouse.gaps.asked([int(key[1:]) for key in retry.keys if key[0] == "G"])
        return await self._runs.run_tasks(
            retry.tasks, trigger, _dates(letters, retry), action=AuditAction.RETRY, named=retry.keys
        )

    async def drop(self, keys: Collection[str], reason: str) -> int:
        """Give these up, in the name of the account that runs this; returns how many of them were open.

        Nothing that is stored is removed: a quarantined line stays, and is exported. USAGE without a reason.
        """
        if not reason.strip():
            raise DeskError(ErrorCode.USAGE, reason="missing", parameter="--reason")
        await self._runs.prepare()
        who = str(current_actor())
        gaps = [int(key[1:]) for key in {*keys} if key[:1] == "G" and key[1:].isdecimal()]
        dropped = await self._warehouse.letters.drop(keys, who, reason.strip())
        return dropped + (await self._warehouse.gaps.drop(gaps, who, reason.strip()) if gaps else 0)

    def _fresh(self, letter: OpenLetter) -> OpenLetter:
        """Let a line come from its kassa, as if it had failed on the way from there."""
        askable = letter.dates is not None and letter.folder in self._known
        return replace(letter, stage=Stage.DOWNLOAD) if letter.key[0] == "L" and askable else letter

    def _is_kept(self, original: KeptOriginal) -> bool:
        return self._archive.path(original.sha256).is_file()


def _refuse(retry: Retry, keys: Collection[str]) -> None:
    """Raise RETRY_IMPOSSIBLE when nothing is left to try; else only note what is left out."""
    for reason, refused in retry.refused.items():
        _log.warning("not tried again (%s): %s", reason, ", ".join(refused[:_KEYS_TOLD]))
    if not retry.tasks:
        reason, refused = next(iter(retry.refused.items()), ("closed", [*keys]))
        raise DeskError(ErrorCode.RETRY_IMPOSSIBLE, reason=reason, keys=", ".join(refused[:_KEYS_TOLD]))


def _dates(letters: Collection[OpenLetter], retry: Retry) -> DateRange | None:
    """Return from which to which day the retry is about."""
    keys = {*retry.keys}
    return DateRange.around(letter.dates for letter in letters if letter.dates and letter.key in keys)
