"""Which failures can be tried again from where, and in what words the button that does it says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import Enum, auto

from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.report import Stage
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.translation import translate

_AFTER_ARCHIVE = frozenset({Stage.PARSE, Stage.LOAD, Stage.VERIFY})
FROM_STAGES = (None, Stage.DOWNLOAD, Stage.PARSE, Stage.LOAD)
"""From where one can try again, in the order of the menu; None: from where it failed."""

Folders = Collection[SourceFolder]


class Way(Enum):
    """What trying again means: the kassa is asked, asked for exactly the missing numbers, or a kept file is taken."""

    ASK = auto()
    NUMBERS = auto()
    KEPT = auto()


def can_ask(failure: Failure, known: Folders) -> bool:
    """Tell whether the kassa of a failure can be asked again: it is in the settings, and it is known for what."""
    return failure.folder in known and (failure.kind is FailureKind.GAP or failure.dates is not None)


def way_of(failure: Failure, known: Folders) -> Way | None:
    """Return what happens when a failure is tried again from where it failed; None when nothing can be done.

    A line that cannot be read stays so in the file that is kept: its kassa is asked, if it can be.
    """
    if failure.kind is FailureKind.GAP:
        return Way.NUMBERS if can_ask(failure, known) else None
    is_line = failure.kind is FailureKind.QUARANTINED_LINE
    from_file = failure.sha256 is not None and (failure.stage in _AFTER_ARCHIVE or is_line)
    if can_ask(failure, known) and (is_line or not from_file):
        return Way.ASK
    return Way.KEPT if from_file else None


def possible(failures: Iterable[Failure], stage: Stage | None, known: Folders) -> list[Failure]:
    """Return the failures that can be tried again from a stage; None: from where each failed."""
    if stage is None:
        return [failure for failure in failures if way_of(failure, known)]
    if stage is Stage.DOWNLOAD:
        return [failure for failure in failures if can_ask(failure, known)]
    return [failure for failure in failures if failure.sha256 is not None]


def retry_words(failures: Sequence[Failure], known: Folders) -> str:
    """Return what the button says that tries these again."""
    ways = {way for failure in failures if (way := way_of(failure, known))}
    count = len(possible(failures, None, known))
    if count > 1:
        return _several_words(ways, count)
    if ways == {Way.NUMBERS}:
        return translate("Errors", "Ask for exactly the missing numbers")
    return translate("Errors", "Ask again") if ways == {Way.ASK} else translate("Errors", "Retry")


def all_words(failures: Sequence[Failure], known: Folders) -> str:
    """Return what the button says that tries everything again."""
    count = len(possible(failures, None, known))
    return translate("Errors", "Retry all (%Ln)", "%Ln counts problems", count)


def _several_words(ways: Collection[Way], count: int) -> str:
    if ways == {Way.NUMBERS}:
        return translate("Errors", "Ask for exactly the missing numbers (%Ln)", "%Ln counts gaps", count)
    if ways == {Way.ASK}:
        return translate("Errors", "Ask the kassas again (%Ln)", "%Ln counts problems", count)
    return translate("Errors", "Retry (%Ln)", "%Ln counts problems", count)


def retry_tip(failures: Sequence[Failure], known: Folders) -> str:
    """Return in a sentence what the button does, or why it does nothing."""
    ways = {way for failure in failures if (way := way_of(failure, known))}
    if not ways:
        return translate("Errors", "The kassa is not in the settings, or nobody knows for which days: load by date.")
    if ways == {Way.NUMBERS}:
        return translate("Errors", "The kassa is asked for exactly the missing numbers, nothing else.")
    if ways == {Way.ASK}:
        return translate("Errors", "The kassa is asked for these days once more.")
    if ways == {Way.KEPT}:
        return translate("Errors", "The file in the archive is taken again from where it failed; no kassa is asked.")
    return translate("Errors", "Each from where it failed: kept files are taken again, kassas asked for the rest.")


def stages_for(failures: Iterable[Failure], known: Folders) -> tuple[Stage | None, ...]:
    """Return from where these can be tried again, in the order of a menu.

    Where a failure came from its kassa and nothing is kept of it, there is no "where it failed" beside asking again.
    """
    kept = any(way_of(failure, known) is Way.KEPT for failure in failures)
    return FROM_STAGES if kept else FROM_STAGES[1:]


def menu_words(stage: Stage | None, failures: Sequence[Failure], known: Folders) -> str:
    """Return a line of the menu; when not all of the chosen can be tried so, with how many of them."""
    count, of = len(possible(failures, stage, known)), len(failures)
    if stage is Stage.DOWNLOAD and all(failure.kind is FailureKind.GAP for failure in failures):
        return translate("Errors", "Ask for exactly the missing numbers")
    words = {
        None: translate("Errors", "From where it failed"),
        Stage.DOWNLOAD: translate("Errors", "Ask the kassa again"),
        #: a file kept in the archive, not asked for again
        Stage.PARSE: translate("Errors", "Read the kept file again"),
        Stage.LOAD: translate("Errors", "Load the kept file again"),
    }[stage]
    if count in (0, of):
        return words
    #: a line of a menu, and for how many of the chosen problems it can be done: Ask the kassa again (2 of 5)
    return translate("Errors", "{words} ({count} of {total})").format(words=words, count=count, total=of)


def menu_tip(stage: Stage | None) -> str:
    """Return what a line of the menu does."""
    return {
        None: translate("Errors", "Kept files are taken again, kassas are asked for what never came."),
        Stage.DOWNLOAD: translate("Errors", "A fresh answer replaces what is stored of its days."),
        Stage.PARSE: translate("Errors", "The file from the archive; after a setting such as its encoding was mended."),
        Stage.LOAD: translate("Errors", "The file from the archive; after the database was mended."),
    }[stage]
