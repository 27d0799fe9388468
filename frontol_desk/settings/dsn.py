"""``postgresql://user:password@host:port/name?sslmode=...`` to settings and back."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from pydantic import SecretStr

_QUERY = {"host": "host", "port": "port", "user": "user", "password": "password", "dbname": "name",
          "sslmode": "sslmode", "sslrootcert": "sslrootcert", "connect_timeout": "connect_timeout"}  # fmt: skip


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def split_dsn(dsn: object) -> dict[str, str]:
    """Return the parts that a DSN names, as the keys of the database section; nothing for None or an empty text.

    Raises ValueError, without quoting the DSN, for another scheme, a bad port or a parameter that is not understood.
    """
    if not dsn or not _plain(dsn):
        return {}
    url = urlsplit(_plain(dsn))
    if url.scheme not in {"postgresql", "postgres"} or url.fragment:
        raise ValueError("a DSN reads postgresql://user:password@host:port/name")
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    if query.keys() - _QUERY:  # not named: what a question mark in a password parts from it would be
        raise ValueError("a parameter of the DSN is not understood")
    if "@" in url.path:
        raise ValueError("a / in a password is written as %2F")
    try:
        port = url.port
    except ValueError:
        raise ValueError("the port in the DSN is no number from 1 to 65535") from None
    parts = {
        "host": unquote(_host(url.netloc)),
        "port": str(port or ""),
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "name": unquote(url.path.removeprefix("/")),
    } | {_QUERY[key]: value for key, value in query.items()}
    return {key: value for key, value in parts.items() if value}


def _host(netloc: str) -> str:
    """Return the host as it was written: `urlsplit` would lower its letters."""
    address = netloc.rpartition("@")[2]
    return address[1:].partition("]")[0] if address.startswith("[") else address.partition(":")[0]


def join_dsn(parts: Mapping[str, object]) -> str | None:
    """Return the DSN of a database section, None without a host; the opposite of `split_dsn`."""
    host = parts.get("host")
    if not host:
        return None
    text = {key: _plain(value) for key, value in parts.items() if value is not None}
    query = {key: text[key] for key in ("sslmode", "sslrootcert") if text.get(key)}
    address = text["host"]
    if address.startswith("/"):  # a Unix socket
        query["host"], address = address, ""
    elif ":" in address:
        address = f"[{address}]"
    login = quote(text["user"], safe="") if text.get("user") else ""
    login += ":" + quote(text["password"], safe="") if text.get("password") else ""
    port = f":{text['port']}" if text.get("port") else ""
    if not address and port:
        query["port"], port = port[1:], ""
    tail = "?" + urlencode(query, quote_via=quote, safe="/") if query else ""
    return f"postgresql://{login + '@' if login else ''}{address}{port}/{quote(text.get('name', ''), safe='')}{tail}"
