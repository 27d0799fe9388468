"""What the name of a file in an exchange folder tells of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from frontol_desk.domain.files import FolderListing, RemoteFile

PROCESSED = ".processed"
_TEMPORARY = ".desk-tmp"
_PROBE = "frontol-desk-check-"
_PROCESSED_NAME = re.compile(r"\.processed(\.\d{8}T\d{6}(-\d+)?)?$", re.ASCII | re.IGNORECASE)
_SERVICE_NAME = re.compile(r"(save|load)result\d*\.txt", re.ASCII | re.IGNORECASE)


def temporary_name(name: str) -> str:
    """Return a name nobody else uses, for a file (or path) that is still being written."""
    return f"{name}.{secrets.token_hex(4)}{_TEMPORARY}"


def probe_name(letters: str = "") -> str:
    """Return a name nobody else uses, for a file that only tries out what may be done in a folder."""
    return f"{_PROBE}{letters}{secrets.token_hex(4)}{_TEMPORARY}"


def is_probe(name: str) -> bool:
    """Tell whether a file was put there to try out what may be done."""
    return name.startswith(_PROBE) and name.endswith(_TEMPORARY)


def is_temporary(name: str) -> bool:
    """Tell whether we gave this name to a file that was still being written."""
    return name.endswith(_TEMPORARY)


def is_processed(name: str) -> bool:
    """Tell whether an answer of this name was loaded before: ``X.processed``, ``X.processed.20251228T101112``."""
    return _PROCESSED_NAME.search(name) is not None


def is_service_file(name: str) -> bool:
    """Tell whether this is a kassa's own log of an export or import: ``SaveResult1.txt``, ``LoadResult1.txt``."""
    return _SERVICE_NAME.fullmatch(name) is not None


def sort_out(files: Iterable[RemoteFile], *, request_name: str) -> FolderListing:
    """Tell answers from service files and processed ones.

    Left out are files of ours that are being written, and a request that a server moved here.
    """
    candidates: list[RemoteFile] = []
    service_files: list[RemoteFile] = []
    processed: list[RemoteFile] = []
    for file in sorted(files, key=lambda file: file.name):
        if is_temporary(file.name) or file.name.casefold() == request_name.casefold():
            continue
        if is_processed(file.name):
            processed.append(file)
        elif is_service_file(file.name):
            service_files.append(file)
        else:
            candidates.append(file)
    return FolderListing(tuple(candidates), tuple(service_files), tuple(processed))
