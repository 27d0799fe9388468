"""Lines of a folder listing as FTP servers write them: MLSD (RFC 3659), Unix ``ls -l``, IIS."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from frontol_desk.domain.files import RemoteFile

_DATE = r"(?:[^\W\d]+\.?\s+\d{1,2}|\d{1,2}\s+[^\W\d]+\.?|\d{4}-\d\d-\d\d)\s+(?:\d{4}|\d{1,2}:\d\d)"
_OWNERS = (r"\d+\s+\S+\s+\S+\s", r"\d+\s+\S+\s", r".*?\s")
"""Links, owner, group; no group; anything. In this order: ``desk 0 1000 Dec 28 10:11`` may else be taken for a date."""
_UNIX = [re.compile(rf"(?P<type>[-d])\S{{9,}}\s+{who}\s*(?P<size>\d+)\s+{_DATE}\s(?P<name>.+)") for who in _OWNERS]
_IIS_FILE = re.compile(
    r"\d\d[-./]\d\d[-./](?:\d{4}|\d\d)\s+\d{1,2}:\d\d\s?(?:[AP]M)?\s+(?P<size>[\d,]+)\s(?P<name>.+)", re.IGNORECASE
)
_IIS_FOLDER = re.compile(
    r"\d\d[-./]\d\d[-./](?:\d{4}|\d\d)\s+\d{1,2}:\d\d\s?(?:[AP]M)?\s+<DIR>\s+(?P<name>.+)", re.IGNORECASE
)
_NO_FILE = re.compile(r"[dlbcps][-rwxsStTlL]{9}.*|\w+:?\s+\d+|.*\s<(?:DIR|JUNCTION|SYMLINKD?)>\s.*", re.DOTALL)


def parse_time(text: str) -> datetime | None:
    """Read a time of RFC 3659, ``20251228101112`` with or without a fraction, always UTC; None if it is none."""
    try:
        return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def parse_mlsd_line(line: str) -> RemoteFile | None:
    """Read ``type=file;size=12;modify=20251228101112; name``; None for a folder. Raises `ValueError`."""
    facts, blank, name = line.partition(" ")
    known = {key.lower(): value for key, _, value in (fact.partition("=") for fact in facts.split(";"))}
    if not blank or not name:
        raise ValueError("a line of MLSD without a name")
    if known.get("type", "file").lower() != "file":
        return None
    return RemoteFile(name.rpartition("/")[2], int(known.get("size", "")), parse_time(known.get("modify", "")))


def parse_list_line(line: str) -> RemoteFile | None:
    """Read a line of LIST; None for what is no file. Raises `ValueError` when no style fits.

    The time is left out: LIST gives it in the server's zone and without seconds, of old files only the day.
    """
    if match := _unix(line, "-") or _IIS_FILE.fullmatch(line):
        return RemoteFile(match["name"], int(match["size"].replace(",", "")))
    if _NO_FILE.fullmatch(line):
        return None
    raise ValueError("a line of LIST in an unknown style")


def _unix(line: str, kind: str) -> re.Match[str] | None:
    match = next((match for style in _UNIX if (match := style.fullmatch(line))), None)
    return match if match and match["type"] == kind else None


def folder_of_mlsd_line(line: str) -> str | None:
    """Return the name of the folder that a line of MLSD is about, None for anything else, ``.`` and ``..`` too."""
    facts, _, name = line.partition(" ")
    return name.rpartition("/")[2] if "type=dir;" in f"{facts.lower()};" else None


def folder_of_list_line(line: str) -> str | None:
    """Return the name of the folder that a line of LIST is about, None for anything else, ``.`` and ``..`` too."""
    match = _unix(line, "d") or _IIS_FOLDER.fullmatch(line)
    return match["name"] if match and match["name"] not in {".", ".."} else None
