"""A Vault in this process: the HTTP API of its key-value engine, version 2, and of AppRole, with its own refusals."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "hvs.opens-everything"
ROLE, ROLE_SECRET = "role-of-the-desk", "secret-of-the-role"
Answer = tuple[int, dict[str, Any]]


@dataclass
class Entry:
    """What lies at a path: its newest version, whether that is deleted."""

    data: dict[str, str]
    version: int
    deleted: bool = False


@dataclass
class Vault:
    """What the server holds, and how it is disposed."""

    url: str = ""
    mount: str = "secret"
    namespace: str | None = None
    sealed: bool = False
    readable_only: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    before_write: Callable[[], None] = lambda: None
    """Called when a write has come in, before it is looked at: somebody else may be quicker."""
    may_answer: threading.Event = field(default_factory=threading.Event)
    """Cleared: every request waits."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        """Return status and document, as Vault words them."""
        if self.sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if headers.get("X-Vault-Namespace") != self.namespace:
            return 404, {"errors": ["namespace not found"]}
        if (method, path) == ("POST", "auth/approle/login"):
            return self._login(body)
        if headers.get("X-Vault-Token") != TOKEN:
            return 403, {"errors": ["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"]}
        engine, _, name = path.partition("/data/")
        if engine != self.mount or not name:
            return 404, {"errors": [f'no handler for route "{path}". route entry not found.']}
        return self._read(name) if method == "GET" else self._write(name, body)

    def _login(self, body: dict[str, Any]) -> Answer:
        if (body.get("role_id"), body.get("secret_id")) != (ROLE, ROLE_SECRET):
            return 400, {"errors": ["invalid role or secret ID"]}
        return 200, {"auth": {"client_token": TOKEN, "lease_duration": 3600, "renewable": True}}

    def _read(self, name: str) -> Answer:
        with self.lock:
            entry = self.entries.get(name)
            if entry is None:
                return 404, {"errors": []}
            deleted = "2026-01-01T00:00:00Z" if entry.deleted else ""
            metadata = {"version": entry.version, "deletion_time": deleted, "destroyed": False}
            data = None if entry.deleted else dict(entry.data)
            return 404 if entry.deleted else 200, {"data": {"data": data, "metadata": metadata}}

    def _write(self, name: str, body: dict[str, Any]) -> Answer:
        self.before_write()
        if self.readable_only:
            return 403, {"errors": ["1 error occurred:\n\t* permission denied\n\n"]}
        with self.lock:
            version = self.entries[name].version if name in self.entries else 0
            if body["options"].get("cas", version) != version:
                return 400, {"errors": ["check-and-set parameter did not match the current version"]}
            self.entries[name] = Entry(body["data"], version + 1)
        return 200, {"data": {"version": version + 1, "deletion_time": "", "destroyed": False}}


class _Handler(BaseHTTPRequestHandler):
    vault: Vault

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        path = unquote(urlsplit(self.path).path).removeprefix("/v1/")
        self.vault.may_answer.wait()
        status, document = self.vault.answer(self.command, path, dict(self.headers.items()), body)
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def vault_server(certificate: Path | None = None) -> Iterator[Vault]:
    """Run a Vault on this machine, with TLS where a certificate with its key is given."""
    vault = Vault()
    vault.may_answer.set()
    handler = type("Handler", (_Handler,), {"vault": vault})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that do not trust it hang up
        vault.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield vault
        finally:
            vault.may_answer.set()
            server.shutdown()
            thread.join()
