"""Simulated kassas: each watches its request folder and answers into its response folder, as the real ones do."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.behaviour import EXPORT_FAILED, KassaBehaviour, LeftOver, RequestEnd, Spoil
from frontol_desk.simulator.day.profile import KassaProfile
from frontol_desk.simulator.day.sequence import ONE_DAY
from frontol_desk.simulator.requests import Command, Memory, NotUnderstoodError, Request, number_of
from frontol_desk.simulator.spoiling import spoiled_bytes

LOOK_EVERY = 0.05
_NOT_PROCESSED = "#"
_CONTINUED = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}
_DONE = "done"

Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Where requests and answers lie below `root`, which is what the FTP server serves."""

    root: Path
    request_dir: str = "request"
    response_dir: str = "response"
    request_name: str = "request.txt"

    def requests(self, folder: SourceFolder) -> Path:
        """Return a folder's request folder."""
        return self.root / self.request_dir.strip("/") / folder.kassa / folder.folder

    def responses(self, folder: SourceFolder) -> Path:
        """Return a folder's response folder."""
        return self.root / self.response_dir.strip("/") / folder.kassa / folder.folder


class ReportCounter:
    """The report number of the file header: grows with each export, over restarts too when it has a file."""

    def __init__(self, first: int, path: Path | None = None) -> None:
        self._next = first
        self._path = path
        if path is not None and path.exists():
            self._next = int(path.read_text("ascii"))

    def take(self) -> int:
        """Return the next number."""
        number, self._next = self._next, self._next + 1
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(str(self._next), "ascii")
        return number


class Kassa:
    """One folder's kassa. `watch` runs until it is cancelled; `answered` counts the requests it has dealt with."""

    def __init__(
        self,
        folder: SourceFolder,
        exchange: Exchange,
        behaviour: KassaBehaviour | None = None,
        *,
        seed: int = 1,
        reports: ReportCounter | None = None,
        today: Callable[[], date] = date.today,
        profile: KassaProfile | None = None,
    ) -> None:
        self.folder = folder
        self.behaviour = behaviour or KassaBehaviour()
        self.answered = 0
        self._requests, self._responses = exchange.requests(folder), exchange.responses(folder)
        self._request = self._requests / exchange.request_name
        self._memory = Memory(folder, seed, today=today, date_format=self.behaviour.date_format, profile=profile)
        self._profile = self._memory.profile
        self._reports = reports or ReportCounter(1000)
        self._today = today
        self._seen: Signature | None = None
        self._first_asked: float | None = None
        self._spoiled = 0

    def prepare(self) -> None:
        """Make the folders and, for a kassa that left one, the answer nobody asked for."""
        self._requests.mkdir(parents=True, exist_ok=True)
        self._responses.mkdir(parents=True, exist_ok=True)
        target = self._target()
        if self.behaviour.left_over_at_start and not target.exists():
            lines = self._memory.days([self._today() - 2 * ONE_DAY])
            target.write_bytes(
                spoiled_bytes(tuple(lines), self._profile, self._reports.take(), self.behaviour.flag, None)
            )

    async def watch(self) -> None:
        """Look for requests for ever and answer each once."""
        while True:
            signature = self._signature()
            if signature is not None and signature != self._seen and not self._is_silent():
                await asyncio.sleep(self.behaviour.delay)
                await self._answer()
                self._seen = signature
                self._end_request()
                self.answered += 1
            await asyncio.sleep(LOOK_EVERY)

    def _is_silent(self) -> bool:
        """Tell, while a request lies there, whether the kassa is deaf to it."""
        if self._first_asked is None:
            self._first_asked = time.monotonic()
        limit = self.behaviour.silent_for
        return self.behaviour.silent and (limit is None or time.monotonic() - self._first_asked < limit)

    def _signature(self) -> Signature | None:
        """Tell a new request from one that was answered and left lying."""
        try:
            state = self._request.stat()
        except FileNotFoundError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    async def _answer(self) -> None:
        behaviour, target, text = self.behaviour, self._target(), self._request_text()
        if text is None:
            return
        if behaviour.left_over is LeftOver.REFUSE and target.exists():
            self._save_result(EXPORT_FAILED)
            return
        if behaviour.sends_data:
            report = self._reports.take()
            try:
                lines = self._answered(Request.parse(text), report)
            except NotUnderstoodError as error:
                self._save_result(str(error))
                return
            await self._write(target, spoiled_bytes(lines, self._profile, report, behaviour.flag, self._next_spoil()))
        if behaviour.save_result is not None:
            self._save_result(behaviour.save_result)

    def _answered(self, request: Request, report: int) -> tuple[str, ...]:
        """Return the lines of an answer without those that this kassa leaves out or does not have."""
        left_out = [self.behaviour.lost, None if request.command is Command.NUMBERS else self.behaviour.hole]
        return tuple(
            line
            for line in self._memory.answer(request, report)
            if not any(span and span.first <= number_of(line) <= span.last for span in left_out)
        )

    def _next_spoil(self) -> Spoil | None:
        """Return what is to be wrong with the next answer."""
        limit, self._spoiled = self.behaviour.spoils, self._spoiled + 1
        return self.behaviour.spoil if limit is None or self._spoiled <= limit else None

    def _request_text(self) -> str | None:
        """Read the request; None when it was taken back."""
        try:
            return self._request.read_text("cp1251", "replace")
        except FileNotFoundError:
            return None

    async def _write(self, target: Path, data: bytes) -> None:
        """Append when the file there is marked as not processed, else replace; piece by piece for a growing file."""
        append = _flag_of(target, self._profile.encoding) == _NOT_PROCESSED
        if append:
            data = data.decode(self._profile.encoding).encode(
                _CONTINUED.get(self._profile.encoding, self._profile.encoding)
            )
        pieces = self.behaviour.chunks if self.behaviour.grows_for else 1
        size = len(data) // pieces + 1
        for piece in range(pieces):
            _put(target, data[piece * size : (piece + 1) * size], append=append or piece > 0)
            if piece < pieces - 1:
                await asyncio.sleep(self.behaviour.grows_for / (pieces - 1))

    def _end_request(self) -> None:
        if self.behaviour.request_end is RequestEnd.REMOVED:
            self._request.unlink(missing_ok=True)
        elif self.behaviour.request_end is RequestEnd.MOVED and self._request.exists():
            done = self._requests / _DONE
            done.mkdir(exist_ok=True)
            self._request.replace(done / self._request.name)

    def _save_result(self, text: str) -> None:
        number = self._profile.workplaces[0].code
        _put(self._responses / f"SaveResult{number}.txt", f"{text}\r\n".encode("cp1251", "replace"), append=False)

    def _target(self) -> Path:
        return self._responses / self.behaviour.response_name


def _flag_of(path: Path, encoding: str) -> str | None:
    """Return the first character of an answer that lies there, None when there is none."""
    try:
        with path.open("rb") as file:
            return file.read(4).decode(encoding, "ignore")[:1]
    except FileNotFoundError:
        return None


def _put(path: Path, data: bytes, *, append: bool) -> None:
    with path.open("ab" if append else "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
