"""Who does what this process does."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from functools import cache

from frontol_desk.domain.audit import Actor


@cache
def current_actor() -> Actor:
    """Return the account that runs this process, and its machine; what the environment claims counts for nothing."""
    return Actor(_account(), socket.gethostname())


if sys.platform == "win32":

    def _account() -> str:
        import ctypes

        size = ctypes.c_ulong(257)
        name = ctypes.create_unicode_buffer(size.value)
        if ctypes.WinDLL("advapi32").GetUserNameW(name, ctypes.byref(size)):
            return name.value
        return getpass.getuser()

else:

    def _account() -> str:
        import pwd

        try:
            return pwd.getpwuid(os.geteuid()).pw_name
        except (KeyError, OSError):  # an account without a name, in a container
            return f"uid {os.geteuid()}"
