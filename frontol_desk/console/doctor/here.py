"""A look at this computer and this account: settings, secrets, the disk, originals, what waits for the database."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

from frontol_desk.console.doctor.findings import Tell, doubtful, fine, guarded, wrong
from frontol_desk.console.doctor.lamps import check_disk
from frontol_desk.console.kept_runs import kept_runs
from frontol_desk.console.privacy import archive_of
from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.disk import disk_error
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.exchange import archive_upkeep
from frontol_desk.settings.checks import missing
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem, is_of_store
from frontol_desk.settings.secrets import environment_store, open_store

_SECONDS = 10.0
_KEYS = {"privacy.key", "archive.key"}
_OF_SECRETS = {ErrorCode.SECRETS_UNAVAILABLE, ErrorCode.SECRETS_CONNECTION, ErrorCode.SECRETS_DENIED}


async def examine_settings(settings: Settings, tell: Tell, problems: Sequence[SettingProblem] = ()) -> None:
    """Tell of every problem of the settings, those that are known and what is missing for a load.

    That secrets cannot be had is told where those are looked at.
    """
    at_fault = {problem.setting for problem in problems}
    if any(map(is_of_store, problems)):
        at_fault.add("ftp.password")
    needed = [one for one in missing(settings, ("kassas", "database", "ftp")) if one.setting not in at_fault]
    wrong_ones = [one for one in (*problems, *needed) if one.error.code not in _OF_SECRETS]
    for problem in wrong_ones:
        tell(wrong("settings", problem.placed_error))
    if not wrong_ones:
        tell(fine("settings", "probe_settings", profile=settings.profile, file=str(settings.file)))


async def examine_secrets(settings: Settings, tell: Tell, problems: Sequence[SettingProblem] = ()) -> None:
    """Tell whether this account can read its secrets, and which are there; a store known to be away is not asked."""
    away = next((problem for problem in problems if is_of_store(problem) and problem.error.code in _OF_SECRETS), None)
    if away is not None:
        tell(wrong("secrets", away.error))
        return
    late = DeskError(ErrorCode.SECRETS_CONNECTION, where=settings.secrets.backend)
    seconds = settings.secrets.timeout * 2 + _SECONDS
    tell(await guarded("secrets", asyncio.to_thread(_secrets, settings), seconds=seconds, late=late))


def _secrets(settings: Settings) -> Probe:
    store, account = open_store(settings.secrets, settings.profile), str(current_actor())
    try:
        names = store.names()
    except DeskError:
        if _needs_store(settings):
            raise
        return fine("secrets", "probe_secrets_environment", account=account)
    facts = {"where": store.where, "account": account, "names": ", ".join(names)}
    return fine("secrets", "probe_secrets" if names else "probe_secrets_none", **facts)


def _needs_store(settings: Settings) -> bool:
    """Tell whether something is missing that the store would have; what is there came from the environment."""
    ftp, keyed = settings.ftp, settings.privacy.hash_personal
    signed_in = settings.exchange.transport == "folder" or ftp.user == "anonymous" or ftp.password is not None
    keys_missing = keyed and not {*environment_store().names()} >= _KEYS
    return not signed_in or settings.database.password is None or keys_missing


async def examine_disk(settings: Settings, tell: Tell) -> None:
    """Tell of the disk, the archive, and what waits there for the database."""
    home = settings.home
    late = DeskError(ErrorCode.ARCHIVE_FAILED, reason="read", path=str(home), detail="…")
    looks = {
        "disk": asyncio.to_thread(_disk, home, settings.archive.free_megabytes),
        "archive": asyncio.to_thread(_archive, settings),
        "outbox": _outbox(settings),
    }
    for name, look in looks.items():
        tell(await guarded(name, look, seconds=_SECONDS + settings.secrets.timeout, late=late))


def _disk(home: Path, needed: int) -> Probe:
    """Look whether there is room and whether this account may write there."""
    found = check_disk(home, needed)
    if found.status is not ProbeStatus.OK:
        return found
    place = next((parent for parent in (home, *home.parents) if parent.exists()), home)
    try:
        if place == home:
            TemporaryFile(dir=home).close()
        elif not (place.is_dir() and os.access(place, os.W_OK)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        return wrong("disk", disk_error(error, home, reason="home"))
    facts = {"path": str(home), "gigabytes": (found.free_bytes or 0) >> 30, "account": str(current_actor())}
    return Probe(name="disk", status=found.status, free_bytes=found.free_bytes, said="probe_disk", facts=facts)


def _archive(settings: Settings) -> Probe:
    archive = archive_of(settings)
    try:
        there, _ = archive_upkeep.copies(archive)
    except OSError as error:
        return wrong("archive", disk_error(error, archive.root, reason="read"))
    if any(copy.key for copy in there) and any(copy.key not in (None, archive.lock.key_id) for copy in there):
        where = open_store(settings.secrets, settings.profile).where
        return doubtful("archive", DeskError(ErrorCode.ARCHIVE_LOCKED, reason="missing", where=where))
    megabytes = round(sum(copy.size for copy in there) / 1_000_000)
    return fine("archive", "probe_archive", copies=len(there), megabytes=megabytes)


async def _outbox(settings: Settings) -> Probe:
    waiting = len(await kept_runs(settings))
    return doubtful("outbox", "probe_outbox_waiting", runs=waiting) if waiting else fine("outbox", "probe_outbox")
