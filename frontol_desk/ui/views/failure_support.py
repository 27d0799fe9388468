"""What "copy for support" says of a failure: its place and its kind, nothing of anybody's data."""

from __future__ import annotations

from collections.abc import Iterable

from frontol_desk.domain.overview import Failure
from frontol_desk.domain.personal import mask_personal
from frontol_desk.domain.report import Problem
from frontol_desk.ui.versions import versions
from frontol_desk.ui.views.support_text import masked


def support_text(failure: Failure) -> str:
    """Return the text for support, its labels the program's own terms in every language; quoted values are left out."""
    return mask_personal("\n".join((versions(), *_place(failure), *_what(failure))))


def _place(failure: Failure) -> Iterable[str]:
    yield f"run: {failure.run_id}"
    yield f"folder: {failure.folder}"
    yield f"file: {failure.file or '-'}"
    yield f"sha256: {failure.sha256 or '-'}"
    yield f"days: {failure.dates or '-'}"
    yield f"at: {failure.at.isoformat(timespec='seconds')}"
    first = failure.first_at or failure.at
    yield f"key: {failure.key}, attempts: {failure.attempts}, first: {first.isoformat(timespec='seconds')}"


def _what(failure: Failure) -> Iterable[str]:
    places = (("line", failure.line), ("field", failure.field), ("column", failure.column))
    where = ", ".join(f"{name} {value}" for name, value in places if value is not None)
    stage = f" [{failure.stage.value}]" if failure.stage else ""
    yield f"{failure.kind} {failure.cause}{stage}" + (f", {where}" if where else "")
    reason = failure.cause.partition(".")[2] or None
    yield masked(Problem(code=failure.code, message=failure.message, reason=reason))
