"""Encrypted copies of the archive, in the age format (age-encryption.org/v1, X25519), and the key that opens them.

The key is the secret ``archive.key``, the line that age-keygen writes; a copy's name tells which key opens it. All
of it streams: neither a plain original nor a whole encrypted one is ever held in memory.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.problems import environment_name
from frontol_desk.settings.secrets import SecretStore

KEY = "archive.key"
SUFFIX = ".age"
_BLOCK = 1 << 16


class ArchiveLock:
    """Encrypts copies when `encrypts`, and opens them; the store of secrets is asked when the key is first needed.

    Calls may wait for that store: to be made in a thread. All raise ARCHIVE_LOCKED, and what the store raises.
    """

    def __init__(self, store: SecretStore | None = None, *, encrypts: bool = False) -> None:
        self.encrypts = encrypts
        self._store = store
        self._lock = Lock()
        self._identity: Any = None

    def make_ready(self, is_used: Callable[[], bool]) -> None:
        """Make sure that there is a key to encrypt with: a new one, unless `is_used` says that there was one."""
        with self._lock:
            if self._identity is None:
                self._identity = self._stored_or_allowed(is_used) or self._made()

    def check(self, is_used: Callable[[], bool]) -> None:
        """Raise what `make_ready` would, and make nothing."""
        self._stored_or_allowed(is_used)

    @property
    def key_id(self) -> str | None:
        """Which key opens what is encrypted here; None when there is none."""
        with self._lock:
            if self._identity is None:
                self._identity = self._stored()
            if self._identity is None:
                return None
            return hashlib.sha256(str(self._identity.to_public()).encode()).hexdigest()[:8]

    def _stored(self) -> Any:
        text = self._store.get(KEY) if self._store else None
        if text is None:
            return None
        age = _age()
        try:
            return age.x25519.Identity.from_str(text.strip())
        except age.IdentityError:
            raise DeskError(ErrorCode.ARCHIVE_LOCKED, reason="bad_key") from None

    def _stored_or_allowed(self, is_used: Callable[[], bool]) -> Any:
        """Return the stored key; None when there is none and a new one may be made."""
        if found := self._stored():
            return found
        store = self._store
        where = store.where if store else "-"
        if is_used():
            raise DeskError(ErrorCode.ARCHIVE_LOCKED, reason="missing", where=where)
        if store is None or not store.writable:
            variable = environment_name(KEY)
            raise DeskError(ErrorCode.ARCHIVE_LOCKED, reason="not_kept", where=where, variable=variable)
        _age()
        return None

    def _made(self) -> Any:
        if self._store is not None:
            self._store.set(KEY, str(_age().x25519.Identity.generate()))
        return self._stored()

    def seal(self, pieces: Iterator[bytes], target: BinaryIO) -> None:
        """Write what the pieces make up together to `target`, encrypted."""
        if self.key_id is None:
            raise DeskError(ErrorCode.ARCHIVE_LOCKED, sha256="")
        _age().encrypt_io(_Pieces(pieces), target, [self._identity.to_public()])

    @contextmanager
    def opened(self, copy: Path, sha256: str, key_id: str) -> Iterator[BinaryIO]:
        """Give the stream of what an encrypted copy holds; raises ValueError when that cannot be decrypted."""
        if key_id != self.key_id:
            raise DeskError(ErrorCode.ARCHIVE_LOCKED, sha256=sha256)
        with copy.open("rb") as sealed, _Decrypting(sealed, self._identity) as stream:
            yield stream


class _Decrypting:
    """Decrypts in a thread into a pipe, from which the plain bytes can be read at any pace.

    Leaving it raises what the thread met: OSError of the disk, else ValueError.
    """

    def __init__(self, sealed: BinaryIO, identity: object) -> None:
        self._sealed = sealed
        self._identity = identity
        self._failure: Exception | None = None
        reading, writing = os.pipe()
        self._reader, self._writer = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")
        self._thread = threading.Thread(target=self._decrypt, name="decrypting", daemon=True)

    def __enter__(self) -> BinaryIO:
        self._thread.start()
        return self._reader

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._reader.close()
        self._thread.join()
        if self._failure is None or issubclass(kind or ValueError, (GeneratorExit, InterruptedError)):
            return
        if isinstance(self._failure, OSError) and self._failure.errno:
            raise self._failure
        raise ValueError(str(self._failure)) from self._failure

    def read(self, size: int = -1) -> bytes:
        """Read the encrypted file; the library would not tell what the disk said."""
        try:
            return self._sealed.read(size)
        except OSError as error:
            self._failure = error
            raise

    def _decrypt(self) -> None:
        try:
            _age().decrypt_io(self, self._writer, [self._identity])
            self._writer.flush()
        except BrokenPipeError:  # nobody reads on
            pass
        except Exception as error:  # noqa: BLE001 - its own kinds of error, told by whoever reads
            self._failure = self._failure or error
        finally:
            with suppress(OSError):
                self._writer.close()


class _Pieces:
    """A file to read from, made of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = _BLOCK) -> bytes:
        """Return at most `size` bytes, nothing at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def _age() -> Any:
    """Return the library, an extra of its own."""
    try:
        import pyrage
    except ImportError:
        raise DeskError(ErrorCode.ARCHIVE_LOCKED, reason="no_library") from None
    return pyrage
