"""Value objects, valid from the moment they exist: business date, date range, kassa code, exchange folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from frontol_desk.domain.errors import DeskError, ErrorCode

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_RUSSIAN_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
_NAME = re.compile(r"\w[\w.\- ]{0,62}\w|\w")


def storable(text: str) -> str:
    """Return a text in characters that files and the database can hold: names of files need not be any text."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", r"\0")


def parse_date(text: str) -> date:
    """Read a day written as ``2025-12-28`` or ``28.12.2025``; raise `DeskError` CONFIG_DATE for anything else."""
    stripped = text.strip()
    try:
        if iso := _ISO_DATE.fullmatch(stripped):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if russian := _RUSSIAN_DATE.fullmatch(stripped):
            return date(int(russian[3]), int(russian[2]), int(russian[1]))
    except ValueError:
        pass
    raise DeskError(ErrorCode.CONFIG_DATE, value=stripped[:40])


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Business days `first` to `last`, both included: a business day is the till's own calendar day."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DeskError(ErrorCode.CONFIG_DATE_ORDER, first=self.first.isoformat(), last=self.last.isoformat())

    @classmethod
    def day(cls, day: date) -> Self:
        """Return the range of one day."""
        return cls(day, day)

    @classmethod
    def known(cls, first: date | None, last: date | None) -> Self | None:
        """Return the range when both its ends are known."""
        return None if first is None or last is None else cls(first, last)

    @classmethod
    def around(cls, ranges: Iterable[DateRange]) -> Self | None:
        """Return the range from the first to the last day of several; None without any."""
        found = [*ranges]
        return cls(min(one.first for one in found), max(one.last for one in found)) if found else None

    def not_after(self, today: date) -> Self:
        """Return the range itself when it ends today or earlier, else raise CONFIG_DATE_FUTURE."""
        if self.last > today:
            raise DeskError(ErrorCode.CONFIG_DATE_FUTURE, value=self.last.isoformat(), today=today.isoformat())
        return self

    def days(self) -> Iterator[date]:
        """Yield every day of the range, in order."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def covers(self, other: DateRange) -> bool:
        """Tell whether every day of `other` lies in this range."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: DateRange) -> bool:
        """Tell whether some day lies in both ranges."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def _checked_name(name: str, whole: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name:
        raise DeskError(ErrorCode.CONFIG_FOLDER, value=whole[:80])
    return name


@dataclass(frozen=True, slots=True, order=True)
class SourceFolder:
    """One exchange folder of a kassa, written ``KASSA/FOLDER``: ``N22/N22_Inter``. What is asked and loaded."""

    kassa: str
    folder: str

    def __post_init__(self) -> None:
        _checked_name(self.kassa, str(self))
        _checked_name(self.folder, str(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``KASSA/FOLDER``; a bare ``KASSA`` is the folder of the same name."""
        kassa, slash, folder = text.strip().partition("/")
        return cls(kassa, folder if slash else kassa)

    def __str__(self) -> str:
        return f"{self.kassa}/{self.folder}"


def parse_kassas(text: str) -> tuple[SourceFolder, ...]:
    """Read the list of kassas ``P13:P13;N22:N22_Inter,N22_FURN``: kassas by ``;``, their folders by ``,``.

    Every entry at fault is named in one CONFIG_KASSAS error, so that all can be mended at once.
    """
    folders: dict[SourceFolder, None] = {}
    wrong: list[str] = []
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        kassa, _, names = entry.partition(":")
        for name in names.split(","):
            try:
                folder = SourceFolder(kassa.strip(), name.strip())
            except DeskError:
                wrong.append(entry)
                break
            if folder in folders:
                wrong.append(f"{entry} ({folder} ×2)")
            folders[folder] = None
    if wrong:
        raise DeskError(ErrorCode.CONFIG_KASSAS, value="; ".join(wrong)[:400])
    return tuple(folders)


def select_folders(known: tuple[SourceFolder, ...], wanted: tuple[str, ...]) -> tuple[SourceFolder, ...]:
    """Pick the folders named by `wanted` (``P13``: all of a kassa, ``N22/N22_FURN``: one); all when it is empty.

    Raises CONFIG_UNKNOWN_KASSA naming every text that matches no known folder.
    """
    if not wanted:
        return known
    chosen: dict[SourceFolder, None] = {}
    unknown: list[str] = []
    for text in wanted:
        matches = [folder for folder in known if text.strip() in (folder.kassa, str(folder))]
        if not matches:
            unknown.append(text)
        chosen.update(dict.fromkeys(matches))
    if unknown:
        raise DeskError(
            ErrorCode.CONFIG_UNKNOWN_KASSA, value=", ".join(unknown)[:200], known=", ".join(map(str, known))[:400]
        )
    return tuple(chosen)
