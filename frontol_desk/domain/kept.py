"""What the history is to hold and the database could not take yet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from frontol_desk.domain.asks import Attempt
from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.report import FileDetail, Problem, RunReport


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeptFailure(_Kept):
    """A file that could not be loaded, or a kassa that did not answer; `at` is aware.

    `asked` is what was tried, None of an answer to a request nobody knows.
    """

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    detail: FileDetail
    problems: list[Problem]
    asked: Attempt | None = None

    @field_serializer("problems")
    def _with_reasons(self, problems: list[Problem]) -> list[dict[str, object]]:
        return [problem.stored() for problem in problems]

    @classmethod
    def of(cls, detail: FileDetail, problems: list[Problem], asked: Attempt | None) -> Self:
        """Keep a failure as it stands."""
        return cls(detail=detail.model_copy(deep=True), problems=[*problems], asked=asked)


class KeptRun(_Kept):
    """A run with the failures that are not in the journal, and the process that it was one of.

    `tenant` tells whose journal it belongs to: a profile and its schema.
    """

    tenant: str
    host: str
    process_id: int
    process_birth: str = ""
    report: RunReport
    failures: list[KeptFailure] = []
    ordered: AuditEntry | None = None


class KeptDeed(_Kept):
    """An entry of the audit log, under the key that lets it be stored once; `profile` None: anybody's."""

    profile: str | None = None
    key: str
    entry: AuditEntry
