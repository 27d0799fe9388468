"""The words of a queue row: its state, what its progress says, and the facts of its summary."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.messages import cause
from frontol_desk.domain.report import FileDetail, Stage
from frontol_desk.ui import formats
from frontol_desk.ui.models.queue_row import QueueRow, Repetition
from frontol_desk.ui.theme.states import WorkState, look, stage_word
from frontol_desk.ui.translation import translate

BETWEEN_FACTS = "\N{NO-BREAK SPACE}\N{MIDDLE DOT} "
_TEN_MINUTES = 600.0
UNBALANCED = frozenset({ErrorCode.EQUATION, ErrorCode.SHIFT})


def state_word(row: QueueRow) -> str:
    """Return the state of a row; while it runs, its stage."""
    return stage_word(row.stage) if row.state is WorkState.RUNNING and row.stage else look(row.state).word


def progress_text(row: QueueRow) -> str:
    """Return what stands beside the bar of an active row, or instead of the bar of a finished one."""
    return _active_text(row) if row.is_active else _finished_text(row)


def share_done(row: QueueRow) -> float | None:
    """Return how much of an active row's stage is over, 0 to 1; None when nobody knows."""
    if row.stage is Stage.WAIT and row.deadline_seconds:
        return min(1.0, row.waited_seconds / row.deadline_seconds)
    return row.share


def waited_seconds(row: QueueRow) -> float:
    """Return for how long the kassa has been, or was, waited for."""
    if row.detail is not None and Stage.WAIT in row.detail.stages:
        return row.detail.stages[Stage.WAIT]
    return row.waited_seconds


def attempt_text(repetition: Repetition) -> str:
    """Return which attempt it is: attempt 2 of 4."""
    number, most = formats.number(repetition.attempt), formats.number(repetition.most)
    if not repetition.most:
        return translate("Queue", "attempt {number}").format(number=number)
    return translate("Queue", "attempt {number} of {most}").format(number=number, most=most)


def repeat_text(repetition: Repetition) -> str:
    """Return which attempt it is, and how soon it is made: attempt 2 of 4 in 3 s."""
    seconds = math.ceil((repetition.at - datetime.now(UTC)).total_seconds())
    if seconds <= 0 or not repetition.most:
        return attempt_text(repetition)
    number, most = formats.number(repetition.attempt), formats.number(repetition.most)
    #: s: seconds
    text = translate("Queue", "attempt {number} of {most} in {seconds} s")
    return text.format(number=number, most=most, seconds=formats.number(seconds))


def _active_text(row: QueueRow) -> str:
    if row.repeats is not None:
        return repeat_text(row.repeats)
    if row.stage is Stage.WAIT and row.deadline_seconds:
        return _waited_of(row.waited_seconds, row.deadline_seconds)
    share = share_done(row)
    return "" if share is None else formats.percent(share)


def _waited_of(waited: float, limit: float) -> str:
    text = translate("Queue", "{waited} of {limit}")
    return text.format(waited=formats.duration(waited), limit=formats.duration(limit))


def longest_figure() -> str:
    """Return the longest usual text beside a bar: all bars leave room for it, so that they are of one length."""
    return _waited_of(_TEN_MINUTES, _TEN_MINUTES)


def _finished_text(row: QueueRow) -> str:
    detail = row.detail
    if row.state is WorkState.NO_ANSWER:
        return waited_text(row)
    if detail is not None and detail.quarantined:
        return quarantine_text(detail.quarantined)
    if row.errors:
        return row.errors[0].message
    if row.state is WorkState.DISCREPANT:
        return mismatch_text(row)
    return _good_text(row, detail)


def _good_text(row: QueueRow, detail: FileDetail | None) -> str:
    if row.state is WorkState.UNCHANGED:
        return translate("Queue", "nothing new")
    if row.state is WorkState.CANCELLED:
        return translate("Queue", "stopped before the end")
    if row.discrepancies:
        #: gaps in numbers and the like: nothing to repair, but worth reading
        return translate("Queue", "%Ln remark(s)", None, len(row.discrepancies))
    if row.state is WorkState.LOADED and detail is not None and Stage.VERIFY in detail.stages:
        #: the sums of documents and shifts balance
        return translate("Queue", "sums agree")
    return ""


def waited_text(row: QueueRow) -> str:
    """Return for how long a silent kassa was waited for."""
    seconds = round(waited_seconds(row))
    if seconds and seconds % 60 == 0:
        return translate("Queue", "waited %Ln minute(s)", None, seconds // 60)
    return translate("Queue", "waited {time}").format(time=formats.duration(seconds))


def quarantine_text(lines: int) -> str:
    """Return how many lines could not be loaded."""
    return translate("Queue", "%Ln line(s) in quarantine", None, lines)


def mismatches(row: QueueRow) -> int:
    """Return how many documents and shifts do not balance."""
    return sum(problem.code in UNBALANCED for problem in row.discrepancies)


def mismatch_text(row: QueueRow) -> str:
    """Say how many documents and shifts do not balance."""
    #: documents and shifts whose sums differ
    return translate("Queue", "%Ln mismatch(es)", None, mismatches(row))


def summary(row: QueueRow) -> str:
    """Return the facts of a row in one line: how much was loaded, what is missing, how it stands."""
    detail = row.detail
    facts = [state_word(row)]
    if row.is_active:
        facts += [_active_text(row), cause(row.repeats.code) if row.repeats else ""]
    elif row.state is WorkState.NO_ANSWER:
        facts.append(waited_text(row))
    elif detail is not None and detail.read:
        facts = [_loaded_text(detail)]
        facts += [quarantine_text(detail.quarantined)] if detail.quarantined else []
        facts += [mismatch_text(row)] if mismatches(row) else []
    return BETWEEN_FACTS.join(filter(None, facts))


def _loaded_text(detail: FileDetail) -> str:
    if detail.unchanged == detail.read:
        return translate("Queue", "all %Ln row(s) were loaded before", None, detail.read)
    there = formats.number(detail.loaded + detail.unchanged)
    if detail.quarantined:
        return translate("Queue", "{loaded} of %Ln row(s) loaded", None, detail.read).format(loaded=there)
    return translate("Queue", "%Ln row(s) loaded", None, detail.read)
