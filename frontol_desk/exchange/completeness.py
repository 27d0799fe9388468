"""When is a kassa's answer complete? There is no footer and no count, so signals decide. No I/O here.

The signals: the request file is gone (where this kassa removes it), the file has not changed over two looks, its last
line is ended. Without the first, a longer quiet time must do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from frontol_desk.domain.files import FolderListing, RemoteFile
from frontol_desk.exchange.flag import Flag, ends_with_line_end, flag_of

TWO_LOOKS_SECONDS = 0.3
"""Two looks count as two when they are at least so far apart."""
QUIET_SECONDS = 3.0
"""So long an unchanged file must rest when nothing tells that the kassa has finished."""
UNLEARNING_FACTOR = 10
"""So many quiet times later a kassa that used to remove its requests is taken to do so no more."""
REPORTED_SECONDS = 10.0
"""So long after a kassa removed the request and wrote its log an answer may still appear."""
LISTING_SECONDS = 5.0
"""So often at least a folder is listed, though its request still lies there and this kassa is known to remove it."""


class State(StrEnum):
    """What the looks so far amount to."""

    WAITING = "waiting"
    COMPLETE = "complete"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Edges:
    """A file's first and last bytes; `flag.HEAD_SIZE` and `flag.TAIL_SIZE` of them suffice."""

    head: bytes
    tail: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """What one look saw. `at` is in seconds of a clock that never goes back.

    `request_pending` must have been asked before `listing`: then a request that is gone means that the listing shows
    the last word. `listing` is None when the look spared it. `last`: the deadline has come.
    """

    at: float
    request_pending: bool
    listing: FolderListing | None
    last: bool = False


@dataclass(slots=True)
class _Candidate:
    """A file under watch: as last seen, since when unchanged, and its edges once they were read in that form."""

    file: RemoteFile
    since: float
    edges: Edges | None = None

    @property
    def flag(self) -> Flag | None:
        return flag_of(self.edges.head) if self.edges else None

    @property
    def ended(self) -> bool:
        return self.edges is not None and ends_with_line_end(self.edges.head, self.edges.tail)


@dataclass(slots=True)
class AnswerWatch:
    """Watches one folder from the request on: feed it `see`, then `read` what it finds `unread`, then ask `state`.

    `removes_request` is what earlier answers taught of this kassa, None when nothing; read it afterwards for what this
    one teaches. Files of `known` lay there before the request and count only once they change.
    """

    started: float
    removes_request: bool | None = None
    known: Iterable[RemoteFile] = ()
    quiet_seconds: float = QUIET_SECONDS
    request_gone_at: float | None = field(default=None, init=False)
    changed_at: float = field(init=False)
    _now: float = field(init=False)
    _last: bool = field(default=False, init=False)
    _listed_at: float | None = field(default=None, init=False)
    _candidates: dict[str, _Candidate] = field(default_factory=dict, init=False)
    service_files: tuple[RemoteFile, ...] = field(default=(), init=False)
    _first_logs: frozenset[RemoteFile] | None = field(default=None, init=False)
    _logged: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.known = frozenset(self.known)
        self.changed_at = self._now = self.started

    def needs_listing(self, at: float, *, request_pending: bool) -> bool:
        """Tell whether a look at that time must list the folder, or the pending request says enough."""
        spared = self.removes_request is True and request_pending and self._listed_at is not None
        return not spared or at - (self._listed_at or 0.0) >= LISTING_SECONDS

    def see(self, look: Look) -> None:
        """Take in a look."""
        self._now = look.at
        self._see_request(pending=look.request_pending)
        if look.listing is not None:
            self._listed_at = look.at
            self._see_listing(look.listing)
        if look.last:
            self._last = True
            self._forget_edges()

    def _see_listing(self, listing: FolderListing) -> None:
        seen = {file.name: file for file in listing.candidates if file not in self.known}
        self._candidates = {name: self._seen(file) for name, file in seen.items()}
        self.service_files = listing.service_files
        logs = frozenset(listing.service_files)
        if self._first_logs is None:
            self._first_logs = logs
        self._logged = self._logged or bool(logs - self._first_logs)

    def _see_request(self, *, pending: bool) -> None:
        if pending:
            self.request_gone_at = None
        elif self.request_gone_at is None:
            self.request_gone_at = self.changed_at = self._now
            self._forget_edges()

    def _seen(self, file: RemoteFile) -> _Candidate:
        before = self._candidates.get(file.name)
        if before is not None and before.file == file:
            return before
        self.changed_at = self._now
        return _Candidate(file, self._now)

    def _forget_edges(self) -> None:
        # A file may have been replaced by one of the same size, which LIST without times does not show.
        for candidate in self._candidates.values():
            candidate.edges = None

    @property
    def unread(self) -> tuple[RemoteFile, ...]:
        """Files whose edges the next decision needs: not empty, not read in this form, at rest over two looks."""
        return tuple(
            candidate.file
            for candidate in self._candidates.values()
            if candidate.edges is None
            and candidate.file.size
            and (self._last or self._rests(candidate, TWO_LOOKS_SECONDS))
        )

    def read(self, edges: Mapping[str, Edges]) -> None:
        """Take in the edges of files, by name."""
        for name, read in edges.items():
            self._candidates[name].edges = read

    @property
    def state(self) -> State:
        """Decide by the looks so far; learns how this kassa treats requests when they suffice."""
        answers = self._answers()
        if answers and all(self._is_complete(answer) for answer in answers):
            self._learn()
            return State.COMPLETE
        if not answers and self._logged and self._gone_for(REPORTED_SECONDS):
            return State.REPORTED
        return State.WAITING

    @property
    def answers(self) -> tuple[RemoteFile, ...]:
        """The files that count as the answer as things stand, complete or not."""
        return tuple(answer.file for answer in self._answers())

    @property
    def already_processed(self) -> tuple[RemoteFile, ...]:
        """Files whose header says that somebody loaded them: left alone, no answer."""
        return tuple(item.file for item in self._candidates.values() if item.flag is Flag.PROCESSED)

    @property
    def request_gone(self) -> bool:
        """Tell whether the request was gone at the last look."""
        return self.request_gone_at is not None

    @property
    def moving(self) -> bool:
        """Tell whether an answer seems near: one is being written, or the request has just gone."""
        return self._now - self.changed_at < REPORTED_SECONDS and bool(self._answers() or self.request_gone)

    def _answers(self) -> list[_Candidate]:
        return [item for item in self._candidates.values() if item.flag is not Flag.PROCESSED]

    def _rests(self, candidate: _Candidate, seconds: float) -> bool:
        return self._now - candidate.since >= seconds

    def _gone_for(self, seconds: float) -> bool:
        return self.request_gone_at is not None and self._now - self.request_gone_at >= seconds

    def _is_complete(self, answer: _Candidate) -> bool:
        if not answer.ended:
            return False
        if self.request_gone:
            return self._rests(answer, TWO_LOOKS_SECONDS)
        factor = UNLEARNING_FACTOR if self.removes_request else 1
        return self._rests(answer, self.quiet_seconds * factor)

    def _learn(self) -> None:
        self.removes_request = self.request_gone
