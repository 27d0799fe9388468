"""Who does what this process does."""

from __future__ import annotations

import getpass
import socket

from frontol_desk.domain.audit import Actor


def current_actor() -> Actor:
    """Return the account that runs this process, and its machine."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, in a container
        user = "?"
    return Actor(user, socket.gethostname())
