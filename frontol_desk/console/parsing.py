"""Reads export files without any database and tells what is in them: the document that ``parse`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.report import Problem, problems_of_file
from frontol_desk.format.encoding import encoding_named, scan_export
from frontol_desk.format.problems import problem_of, warnings_of
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import default_registry


class ParsedHeader(BaseModel):
    """The header of a file; of the first export where several are appended."""

    flag: str
    database_id: str
    report_number: str


class ParsedRows(BaseModel):
    """Transaction lines read, and how many of them are in quarantine."""

    read: int = 0
    quarantined: int = 0


class ParsedProblem(BaseModel):
    """An error or a warning; `line` is the physical line, `field` the position on it, both from 1 and where known."""

    line: int | None
    field: int | None
    code: str
    severity: Literal["error", "warning"]
    message: str

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Take over what `parse` promises of a problem."""
        return cls.model_validate(problem.model_dump(include=set(cls.model_fields)))


class ParsedFile(BaseModel):
    """One file. Where it could not be read at all `encoding` and `header` are None and `problems` tells why."""

    file: str
    encoding: str | None = None
    header: ParsedHeader | None = None
    rows: ParsedRows = Field(default_factory=ParsedRows)
    rows_by_type: dict[str, int] = Field(default_factory=dict)
    problems: list[ParsedProblem] = Field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """Return FAILED for an unreadable file, PARTIAL for one with errors; warnings do not count."""
        if self.header is None:
            return ExitCode.FAILED
        return ExitCode.PARTIAL if any(problem.severity == "error" for problem in self.problems) else ExitCode.OK


class ParseDocument(BaseModel):
    """What ``parse --json`` prints."""

    files: list[ParsedFile]

    @property
    def exit_code(self) -> ExitCode:
        """Return the worst of all files: 2 unreadable, 1 with problems, 0."""
        return max((file.exit_code for file in self.files), default=ExitCode.OK)


def parse_files(paths: Sequence[Path], encoding: str | None = None) -> ParseDocument:
    """Read files one after the other; one that cannot be read never stops the rest.

    `encoding` forces one (CONFIG_SETTING if we do not read it), else it is found by looking.
    """
    if encoding is not None:
        encoding_named(encoding)
    return ParseDocument(files=[_parsed_or_refused(path, encoding) for path in paths])


def _parsed_or_refused(path: Path, encoding: str | None) -> ParsedFile:
    try:
        return _parsed(path, encoding)
    except DeskError as error:
        refused = DeskError(error.code, reason=error.reason, **{"file": str(path), **error.context})
    except FileNotFoundError:
        refused = DeskError(ErrorCode.FILE_MISSING, file=str(path))
    except OSError as error:
        refused = DeskError(ErrorCode.FILE_UNREADABLE, file=str(path), detail=error.strerror or type(error).__name__)
    return ParsedFile(file=str(path), problems=[ParsedProblem.of(Problem.of(refused))])


def _parsed(path: Path, encoding: str | None) -> ParsedFile:
    with path.open("rb") as stream:
        scan = scan_export(stream, encoding)
        stream.seek(0)
        reading = _Reading(ExportReader(stream, default_registry(), scan.encoding))
        problems = problems_of_file(reading.problems(), source_folder="", file=str(path))
    header = reading.reader.headers[0]
    return ParsedFile(
        file=str(path),
        encoding=scan.encoding.label,
        header=ParsedHeader(flag=header.flag, database_id=header.database_id, report_number=header.report_number),
        rows=reading.rows,
        rows_by_type={str(number): reading.types[number] for number in sorted(reading.types)},
        problems=[ParsedProblem.of(problem) for problem in problems],
    )


@dataclass(slots=True)
class _Reading:
    """One pass over a file: problems flow out as they are met, counts stay."""

    reader: ExportReader
    rows: ParsedRows = field(default_factory=ParsedRows)
    types: Counter[int] = field(default_factory=Counter)

    def problems(self) -> Iterator[Problem]:
        """Read the whole file; yield an error for every quarantined line, then the warnings."""
        for chunk in self.reader:
            self.rows.read += chunk.lines
            self.rows.quarantined += len(chunk.quarantined)
            for batch in chunk.batches:
                self.types += batch.count_by_type()
            for quarantined in chunk.quarantined:
                yield Problem.of(problem_of(quarantined))
        for warning in warnings_of(self.reader):
            yield Problem.of(warning, severity="warning")
