"""A keyring for processes of the real program, named to them by PYTHON_KEYRING_BACKEND.

No test imports it: keyring would take it for one of this computer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """A keyring in the file that TEST_KEYRING_FILE names; never for real secrets."""

    priority = 1.0

    @property
    def _file(self) -> Path:
        return Path(os.environ["TEST_KEYRING_FILE"])

    def _read(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}
        return found

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps(self._read() | {f"{service} {username}": password}), "utf-8")

    def delete_password(self, service: str, username: str) -> None:
        left = self._read()
        del left[f"{service} {username}"]
        self._file.write_text(json.dumps(left), "utf-8")
