"""The log: text or JSON lines on standard error and in a rotating file, with kassa, file and run, everything masked."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from frontol_desk.domain.messages import text
from frontol_desk.services.masking import Mask

LogFormat = Literal["text", "json"]
_FILE_BYTES = 5_000_000
_FILES_KEPT = 9
_TELL_ALL = ("qasync",)
"""Libraries that write what is handed to threads and comes back, passwords among it: never heard below warnings."""

_bound: ContextVar[Mapping[str, str]] = ContextVar("log_bound")


@contextmanager
def bound(*, kassa: str | None = None, file: str | None = None, run: str | None = None) -> Iterator[None]:
    """Give every log line written inside (also by tasks started inside) these values, besides those around."""
    given = {"kassa": kassa, "file": file, "run": run}
    token = _bound.set({**bound_values(), **{key: value for key, value in given.items() if value is not None}})
    try:
        yield
    finally:
        _bound.reset(token)


def bound_values() -> Mapping[str, str]:
    """Return what is bound where this is called; a handler asks while it is given a record."""
    return _bound.get({})


def configure_logging(
    level: str = "warning",
    log_format: LogFormat = "text",
    log_file: Path | None = None,
    secrets: Iterable[str] = (),
    *,
    told_otherwise: Iterable[str] = (),
) -> None:
    """Set up the whole process's log, replacing an earlier set-up.

    Standard error gets `level` and above, the file (its folder is made when missing) at least info. Libraries are
    heard from warnings on, with everything at debug. Tracebacks go to the file only, where there is one. Lines
    of the loggers `told_otherwise` are kept from standard error, because people see the same in another form. Raises
    OSError when the file cannot be opened.
    """
    mask = Mask(secrets)
    root, ours = logging.getLogger(), logging.getLogger("frontol_desk")
    wanted = logging.getLevelNamesMapping()[level.upper()]
    for handler in [handler for handler in root.handlers if isinstance(handler, _Bearer)]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(wanted if wanted == logging.DEBUG else logging.WARNING)
    ours.setLevel(wanted)
    for name in _TELL_ALL:
        logging.getLogger(name).setLevel(logging.WARNING)
    if sys.stderr is not None:
        _attach(_Screen(told_otherwise), log_format, mask, wanted, traces=log_file is None or wanted == logging.DEBUG)
    if log_file is not None:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        lowest = min(wanted, logging.INFO)
        ours.setLevel(lowest)
        _attach(_File(log_file), log_format, mask, lowest)
    logging.captureWarnings(True)


def _attach(handler: logging.Handler, log_format: LogFormat, mask: Mask, level: int, *, traces: bool = True) -> None:
    form = _JsonFormatter if log_format == "json" else _TextFormatter
    handler.setFormatter(form(mask, traces=traces))
    handler.setLevel(level)
    logging.getLogger().addHandler(handler)


class _Bearer:
    """Marks the handlers that are ours to replace."""


class _Screen(_Bearer, logging.StreamHandler):  # type: ignore[type-arg]  # not generic at run time
    """Standard error, whatever it is at the moment."""

    def __init__(self, told_otherwise: Iterable[str]) -> None:
        super().__init__(sys.stderr)
        told = frozenset(told_otherwise)
        self.addFilter(lambda record: record.name not in told)


class _File(_Bearer, RotatingFileHandler):
    """The rotating file. While another process holds it open on Windows it cannot be moved: then it grows on.

    A disk that takes no more is told once on standard error; nothing else stops because of it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8")
        self._failed = self._told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self._failed = False
        super().emit(record)
        self._told = self._failed

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say that the disk does not take the log, once until it does again."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        self._failed = True
        if not self._told and sys.stderr is not None:
            told = text("log_file_failed", file=self.baseFilename, detail=error.strerror or str(error))
            with suppress(OSError):
                print(told, file=sys.stderr)  # noqa: T201 - the log itself is what fails

    def close(self) -> None:
        """Close the file, whatever the disk takes of what was not written yet."""
        with suppress(OSError):
            super().close()

    def rotate(self, source: str, dest: str) -> None:
        """Move a full file out of the way, if the system lets us."""
        with suppress(PermissionError):
            super().rotate(source, dest)


class _Formatter(logging.Formatter):
    """Common to both forms: aware time, bound values, and masking of everything that came from outside."""

    def __init__(self, mask: Mask, *, traces: bool) -> None:
        super().__init__()
        self.mask = mask
        self._traces = traces

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """Return the record's time, ISO 8601 with the local offset, to the millisecond."""
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def _error(self, record: logging.LogRecord) -> str:
        if not self._traces:
            return ""
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [self.formatStack(record.stack_info)] if record.stack_info else []
        return self.mask("\n".join(parts))


class _JsonFormatter(_Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.mask(record.getMessage()),
            **{key: self.mask(value) for key, value in bound_values().items()},
        }
        if error := self._error(record):
            entry["error"] = error
        return json.dumps(entry, ensure_ascii=False)


class _TextFormatter(_Formatter):
    """One line for people: time, level, where, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, a traceback below it."""
        place = " ".join(f"{key}={self.mask(value)}" for key, value in bound_values().items())
        head = f"{self.formatTime(record)} {record.levelname:<7} {record.name}"
        line = f"{head}{f' [{place}]' if place else ''}: {self.mask(record.getMessage())}"
        error = self._error(record)
        return f"{line}\n{error}" if error else line
