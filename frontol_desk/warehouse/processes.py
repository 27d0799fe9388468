"""Which processes live: a number alone does not tell, for the system gives it to another process later."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Holder:
    """The running process, as others see it; `owner` is unique to it, `birth` tells it from others of its number.

    `birth` is where and when the process began, ``PLACE/MOMENT``: the place is one start of one machine (or of a
    container of it), the moment is counted by the system, not by a clock that somebody sets. Empty: not known.
    """

    owner: str
    host: str
    process_id: int
    birth: str = ""

    @classmethod
    def here(cls) -> Holder:
        """Describe the running process."""
        return cls(uuid4().hex, socket.gethostname(), os.getpid(), process_birth(os.getpid()))

    def sees_dead(self, host: str, process_id: int, birth: str) -> bool:
        """Tell whether a process is certainly gone, as far as this one can see: nobody else's are ever called dead."""
        if host != self.host or not self._same_place(birth):
            return False
        return not _lives(process_id, birth)

    def outlived(self, host: str, process_id: int, birth: str) -> bool:
        """Tell whether a process of a machine of this name is gone; those from before the machine's start are, too."""
        return host == self.host and (not self._same_place(birth) or not _lives(process_id, birth))

    def _same_place(self, birth: str) -> bool:
        return not birth or not self.birth or birth.partition("/")[0] == self.birth.partition("/")[0]


def _lives(process_id: int, birth: str) -> bool:
    """Tell whether this very process of this machine runs."""
    now = process_birth(process_id)
    return _runs(process_id) and (not birth or not now or now == birth)


if sys.platform == "win32":
    import ctypes

    _QUERY, _STILL_ACTIVE, _DENIED = 0x1000, 259, 5
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.OpenProcess.restype = ctypes.c_void_p

    def _runs(process_id: int) -> bool:
        """Ask for the exit code; ``os.kill`` would end the process (Python manual, os.kill)."""
        code = ctypes.c_ulong()
        handle = ctypes.c_void_p(_kernel.OpenProcess(_QUERY, False, process_id))
        if not handle:
            return ctypes.get_last_error() == _DENIED
        try:
            return bool(_kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and code.value == _STILL_ACTIVE
        finally:
            _kernel.CloseHandle(handle)

    def process_birth(process_id: int) -> str:
        """Return when a process of this machine began, in its own form; empty when it is not there or not known."""
        times = [ctypes.c_ulonglong() for _ in range(4)]
        handle = ctypes.c_void_p(_kernel.OpenProcess(_QUERY, False, process_id))
        if not handle:
            return ""
        try:
            known = _kernel.GetProcessTimes(handle, *map(ctypes.byref, times))
            return f"windows/{times[0].value}" if known else ""
        finally:
            _kernel.CloseHandle(handle)

else:

    def _runs(process_id: int) -> bool:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return not _is_zombie(process_id)

    def _is_zombie(process_id: int) -> bool:
        """Tell whether a process has ended and only waits for its parent to notice."""
        return _stat(process_id)[:1] in (["Z"], ["X"])

    def _stat(process_id: int) -> list[str]:
        """Return the fields of /proc/PID/stat from the state on (proc(5)); none where there is no such file."""
        try:
            text = Path(f"/proc/{process_id}/stat").read_text("ascii", "replace")
        except OSError:
            return []
        return text.rpartition(")")[2].split()

    def process_birth(process_id: int) -> str:
        """Return where and when a process began, its moment in ticks since the start; empty when not known."""
        fields = _stat(process_id)
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
            room = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - a link to no file that pathlib would follow
        except OSError:
            return ""
        return f"{boot}:{room}/{fields[19]}" if len(fields) > 19 else ""
