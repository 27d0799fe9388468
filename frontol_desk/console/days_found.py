"""Which days an original speaks of: known from the database, else found in its rows."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from threading import Event

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.exchange.archive import Archive
from frontol_desk.format.encoding import scan_export
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import default_registry

_log = logging.getLogger(__name__)
_UNREADABLE = (ErrorCode.ARCHIVE_DAMAGED, ErrorCode.ARCHIVE_MISSING, ErrorCode.ARCHIVE_LOCKED)


class DaysFound:
    """Tells the days of originals; `known` are those that the database knows, `spool` is for copies to look into.

    An original of `expected` (SHA-256, not removed on purpose) that cannot be read may be of the days `wanted`: it is
    said to be, so that it is taken for these and its failure told.
    """

    def __init__(
        self,
        archive: Archive,
        known: Mapping[tuple[str, SourceFolder], DateRange],
        *,
        wanted: DateRange,
        expected: Collection[str],
        spool: Path,
        stop: Event,
    ) -> None:
        self._archive = archive
        self._known = known
        self._wanted = wanted
        self._expected = expected
        self._spool = spool
        self._stop = stop

    def __call__(self, sha256: str, folder: SourceFolder) -> DateRange | None:
        """Return the days of an original's rows, None when it has none. Raises OSError."""
        return self._known.get((sha256, folder)) or self._in_its_rows(sha256)

    def _in_its_rows(self, sha256: str) -> DateRange | None:
        self._spool.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._spool) as folder:
            path = Path(folder) / sha256
            try:
                self._archive.copy(sha256, path, self._stop)
                return dates_in(path, self._stop)
            except DeskError as error:
                _log.warning("nobody knows the days of an original: %s", error)
                return self._wanted if error.code in _UNREADABLE and sha256 in self._expected else None


def dates_in(path: Path, stop: Event) -> DateRange | None:
    """Return from which to which day the rows of an export are, None without any; raises as it cannot be read.

    Raises InterruptedError when told to stop.
    """
    days: set[str] = set()
    with path.open("rb") as stream:
        scan = scan_export(stream, None)
        stream.seek(0)
        for chunk in ExportReader(stream, default_registry(), scan.encoding):
            if stop.is_set():
                raise InterruptedError
            for batch in chunk.batches:
                days.update(batch.days)
    return DateRange(date.fromisoformat(min(days)), date.fromisoformat(max(days))) if days else None


def with_days_found(report: RunReport) -> RunReport:
    """Name the first and last day found in the files as the days of the run."""
    firsts = [detail.first_date for detail in report.details if detail.first_date]
    lasts = [detail.last_date for detail in report.details if detail.last_date]
    if firsts and lasts:
        report.date_from, report.date_to = min(firsts), max(lasts)
    return report
