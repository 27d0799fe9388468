"""An old loader's ``.env``: the names it used, the settings they are here, and how their values are written here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO

from dotenv.parser import parse_stream

Reading = Callable[[str], str]

_OWN_PREFIX = "FRONTOL_DESK_"
_LEVELS = {"trace": "debug", "warn": "warning", "critical": "error", "fatal": "error", "panic": "error"}
_FORMATS = {"console": "text"}
_TLS = {"true": "explicit", "yes": "explicit", "on": "explicit", "1": "explicit"} | dict.fromkeys(
    ("false", "no", "0", "none", "disable"), "off"
)


def _as_it_is(value: str) -> str:
    return value


def _seconds(minutes: str) -> str:
    """Write minutes as seconds; what is no number stays for the settings to refuse, no wait at all is left out."""
    try:
        return f"{float(minutes) * 60:g}" if float(minutes) else ""
    except ValueError:
        return minutes


def _attempts(retries: str) -> str:
    """No retry at all is one attempt."""
    return "1" if retries.strip() == "0" else retries


def kassas_in_a_line(text: str) -> str:
    """Write a list of kassas that goes over several lines, one or more in each, as one."""
    return ";".join(line.strip().strip(";") for line in text.splitlines() if line.strip(" ;\t"))


def _one_of(words: Mapping[str, str]) -> Reading:
    return lambda value: words.get(value.lower(), value.lower())


_NAMES: Mapping[str, tuple[str, Reading]] = {
    "DATABASE_URL": ("database.dsn", _as_it_is),
    "DB_DSN": ("database.dsn", _as_it_is),
    "DB_HOST": ("database.host", _as_it_is),
    "DB_PORT": ("database.port", _as_it_is),
    "DB_NAME": ("database.name", _as_it_is),
    "DB_USER": ("database.user", _as_it_is),
    "DB_PASSWORD": ("database.password", _as_it_is),
    "DB_SCHEMA": ("database.schema", _as_it_is),
    "DB_SSLMODE": ("database.sslmode", _one_of({})),
    "DB_SSLROOTCERT": ("database.sslrootcert", _as_it_is),
    "DB_POOL_MIN": ("database.pool_min", _as_it_is),
    "DB_POOL_MAX": ("database.pool_max", _as_it_is),
    "DB_CONNECT_TIMEOUT": ("database.connect_timeout", _as_it_is),
    "DB_CONNECT_TIMEOUT_SECONDS": ("database.connect_timeout", _as_it_is),
    "FTP_HOST": ("ftp.host", _as_it_is),
    "FTP_PORT": ("ftp.port", _as_it_is),
    "FTP_USER": ("ftp.user", _as_it_is),
    "FTP_PASSWORD": ("ftp.password", _as_it_is),
    "FTP_REQUEST_DIR": ("ftp.request_dir", _as_it_is),
    "FTP_RESPONSE_DIR": ("ftp.response_dir", _as_it_is),
    "FTP_POOL_SIZE": ("ftp.pool_size", _as_it_is),
    "FTP_TLS": ("ftp.tls", _one_of(_TLS)),
    "FTP_USE_TLS": ("ftp.tls", _one_of(_TLS)),
    "FTP_TLS_VERIFY": ("ftp.tls_verify", _as_it_is),
    "FTP_TLS_CA": ("ftp.tls_ca", _as_it_is),
    "FTP_ENCODING": ("ftp.encoding", _as_it_is),
    "FTP_CONNECT_TIMEOUT": ("ftp.connect_timeout", _as_it_is),
    "FTP_CONNECT_TIMEOUT_SECONDS": ("ftp.connect_timeout", _as_it_is),
    "KASSA_STRUCTURE": ("kassas", kassas_in_a_line),
    "WAIT_DELAY_MINUTES": ("exchange.response_timeout", _seconds),
    "WORKER_POOL_SIZE": ("pipeline.workers", _as_it_is),
    "SHUTDOWN_TIMEOUT_SECONDS": ("pipeline.shutdown_seconds", _as_it_is),
    "MAX_RETRIES": ("retry.attempts", _attempts),
    "RETRY_DELAY": ("retry.first_seconds", _as_it_is),
    "RETRY_DELAY_SECONDS": ("retry.first_seconds", _as_it_is),
    "LOG_LEVEL": ("log.level", _one_of(_LEVELS)),
    "LOG_FORMAT": ("log.format", _one_of(_FORMATS)),
    "TZ": ("timezone", _as_it_is),
    "TIMEZONE": ("timezone", _as_it_is),
}
"""What the old loader called a setting. What it had and this program has not is not here: it is listed as unknown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment: the variable, the number of its line, the setting it is here (None: none) and its value here.

    An empty value leaves the setting at its default. `fault` says why the value cannot be taken: ``line`` (not written
    as NAME=value) or ``variable`` (it refers to another variable).
    """

    name: str
    number: int
    setting: str | None = None
    value: str = ""
    fault: str | None = None


def is_env(text: str) -> bool:
    """Tell whether a text looks like a ``.env``: a line that assigns to a name in capitals."""
    return re.search(r"^\s*(?:export\s+)?[A-Z][A-Z0-9_]*[ \t]*=", text, re.MULTILINE) is not None


def read_env(text: str) -> Iterator[Line]:
    """Yield the assignments in order; comments, and names without a value that mean nothing here, are left out."""
    for binding in parse_stream(StringIO(text)):
        lost = len(binding.original.string) - len(binding.original.string.lstrip())
        number = binding.original.line + binding.original.string[:lost].count("\n")
        if binding.error:
            yield Line(binding.key or "", number, fault="line")
        elif binding.key and not re.fullmatch(r"[A-Za-z_][\w.-]*", binding.key):  # part of a value, maybe of a secret
            yield Line("", number, fault="line")
        elif binding.key and (binding.value or binding.key in _NAMES):
            line = _line(binding.key, number, binding.value or "")
            literal = "='" in binding.original.string.replace(" ", "")
            refers = line.setting and not literal and re.search(r"\$\{\w+", line.value)
            yield replace(line, fault="variable") if refers else line


def _own_name(variable: str) -> str:
    """Return the setting of ``FTP__PORT`` or ``KASSA__P13__ENCODING``; the name of a kassa stays as it is written."""
    kassa = re.fullmatch(r"KASSA__(.+)__(\w+?)", variable)
    return f"kassa.{kassa[1]}.{kassa[2].lower()}" if kassa else variable.replace("__", ".").lower()


def _line(name: str, number: int, value: str) -> Line:
    if name.startswith(_OWN_PREFIX):  # this program's own names may stand there, too
        setting, there = _own_name(name.removeprefix(_OWN_PREFIX)), value
    elif name in _NAMES:
        setting, read = _NAMES[name]
        there = read(value)
    else:
        return Line(name, number)
    return Line(name, number, setting, there)
