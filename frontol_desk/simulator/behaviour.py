"""How a simulated kassa behaves, and the faults it can be told to have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from frontol_desk.domain.asks import NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import SourceFolder


class RequestEnd(StrEnum):
    """What becomes of a request file once it is answered."""

    REMOVED = "removed"
    MOVED = "moved"
    KEPT = "kept"


class LeftOver(StrEnum):
    """What happens when an answer of that name already lies there: its flag decides, or nothing is sent at all."""

    REWRITE = "rewrite"
    REFUSE = "refuse"


class Spoil(StrEnum):
    """What is wrong with an answer's content."""

    CUT = "cut"
    BROKEN = "broken"
    UNKNOWN_TYPE = "unknown-type"
    TWO_EXPORTS = "two-exports"


@dataclass(frozen=True, slots=True, kw_only=True)
class KassaBehaviour:
    """The ways in which kassas differ. Times are seconds.

    `delay` passes before an answer; `grows_for` is how long its file grows, in `chunks` pieces. A `silent` kassa does
    not even look at requests, for ever or for `silent_for` seconds from its first request on; one with `sends_data`
    false takes the request and sends nothing. `save_result` is the text of ``SaveResult<N>.txt``, written with every
    export when given. `left_over_at_start`: an answer to nobody's request lies there from the beginning. Of the answers
    the first `spoils` are spoiled, all of them when it is None. The transactions of `hole` are missing from all answers
    but those to a request for transaction numbers; those of `lost` from all: the kassa does not have them.
    """

    delay: float = 0.2
    response_name: str = "response.txt"
    request_end: RequestEnd = RequestEnd.REMOVED
    left_over: LeftOver = LeftOver.REWRITE
    left_over_at_start: bool = False
    silent: bool = False
    silent_for: float | None = None
    sends_data: bool = True
    save_result: str | None = None
    grows_for: float = 0.0
    chunks: int = 8
    spoil: Spoil | None = None
    spoils: float | None = None
    hole: NumberRange | None = None
    lost: NumberRange | None = None
    flag: str = "#"
    date_format: str = "%d.%m.%Y"


class Fault(StrEnum):
    """Faults by the names that the command line takes."""

    SILENT = "silent"
    SLOW = "slow"
    GROWING = "growing"
    TRUNCATED = "truncated"
    BROKEN_LINE = "broken-line"
    UNKNOWN_TYPE = "unknown-type"
    APPENDED = "appended"
    LEFT_OVER = "left-over"
    REQUEST_MOVED = "request-moved"
    REQUEST_KEPT = "request-kept"
    SAVE_RESULT = "save-result"
    HOLE = "hole"
    LOST = "lost"


EXPORT_FAILED = "Ошибка выгрузки: файл обмена занят другой программой"
_SLOW = 3.0
_CHANGES: dict[Fault, Callable[[KassaBehaviour, str], KassaBehaviour]] = {
    Fault.SILENT: lambda was, seconds: replace(was, silent=True, silent_for=float(seconds) if seconds else None),
    Fault.SLOW: lambda was, seconds: replace(was, delay=float(seconds or _SLOW)),
    Fault.GROWING: lambda was, seconds: replace(was, grows_for=float(seconds or _SLOW)),
    Fault.TRUNCATED: lambda was, _: replace(was, spoil=Spoil.CUT),
    Fault.BROKEN_LINE: lambda was, answers: replace(
        was, spoil=Spoil.BROKEN, spoils=float(answers) if answers else None
    ),
    Fault.UNKNOWN_TYPE: lambda was, _: replace(was, spoil=Spoil.UNKNOWN_TYPE),
    Fault.APPENDED: lambda was, _: replace(was, spoil=Spoil.TWO_EXPORTS),
    Fault.LEFT_OVER: lambda was, _: replace(was, left_over_at_start=True, left_over=LeftOver.REFUSE),
    Fault.REQUEST_MOVED: lambda was, _: replace(was, request_end=RequestEnd.MOVED),
    Fault.REQUEST_KEPT: lambda was, _: replace(was, request_end=RequestEnd.KEPT),
    Fault.SAVE_RESULT: lambda was, _: replace(was, sends_data=False, save_result=EXPORT_FAILED),
    Fault.HOLE: lambda was, numbers: replace(was, hole=_numbers(numbers)),
    Fault.LOST: lambda was, numbers: replace(was, lost=_numbers(numbers)),
}


def _numbers(text: str) -> NumberRange:
    first, _, last = text.partition("-")
    return NumberRange(int(first), int(last or first))


def with_fault(behaviour: KassaBehaviour, text: str) -> KassaBehaviour:
    """Add a fault written as its name, or as name and number.

    The number is of seconds for `slow`, `growing` and `silent` (``slow:5``), of answers for ``broken-line:1``, of
    transactions for `hole` and `lost`, which need it (``hole:733720-733730``).
    """
    name, _, number = text.partition(":")
    try:
        return _CHANGES[Fault(name)](behaviour, number)
    except (ValueError, DeskError) as error:
        raise DeskError(ErrorCode.CONFIG_SETTING, setting="fault", value=text, allowed=", ".join(Fault)) from error


def parse_faults(texts: Iterable[str]) -> Mapping[SourceFolder, KassaBehaviour]:
    """Read faults such as ``S6/S6=silent``; a folder may be named several times. Raises CONFIG_SETTING."""
    found: dict[SourceFolder, KassaBehaviour] = {}
    for text in texts:
        name, sign, fault = text.partition("=")
        if not sign:
            raise DeskError(ErrorCode.CONFIG_SETTING, setting="fault", value=text, allowed="KASSA/FOLDER=FAULT")
        folder = SourceFolder.parse(name)
        found[folder] = with_fault(found.get(folder, KassaBehaviour()), fault)
    return found
