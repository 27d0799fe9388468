"""What the stores on servers share: libraries that may not be installed, and addresses that must be safe."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.problems import setting_problem


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Around an import: a library that is not there is SECRETS_UNAVAILABLE, with the command that installs it."""
    try:
        yield
    except ImportError:
        if getattr(sys, "frozen", False):
            raise DeskError(ErrorCode.SECRETS_UNAVAILABLE, reason="extra_bundled", extra=extra) from None
        raise DeskError(ErrorCode.SECRETS_UNAVAILABLE, reason="extra", extra=extra) from None


def guarded_address(setting: str, url: str) -> str:
    """Return the address of a server; raises CONFIG_SETTING for one that secrets would reach unencrypted."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise setting_problem(setting, "server_address").error from None
    if not host or parts.scheme not in ("http", "https") or parts.username or parts.password:
        raise setting_problem(setting, "server_address").error
    if parts.scheme == "http" and not _is_this_machine(host):
        raise setting_problem(setting, "unencrypted").error
    return url


def shown_address(url: str | None) -> str:
    """Return an address for people: without what somebody may have hidden in it."""
    return re.sub(r"//[^/]*@", "//", url or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
