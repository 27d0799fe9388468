"""vsftpd, ProFTPD and Pure-FTPd as processes of their own on a loopback port: their settings and how they are started.

The first is a package; of the other two, which conflict with it, only the files are unpacked into ``.venv/servers``.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from frontol_desk.exchange.ftp_tls import TlsMode

USER = "desk"
PASSWORD = "only-for-tests"
_HASH = "$6$testsalt$.3oMwqpSE4DPr.QOzgC0LaAOMxxI5YIRnCQS3OPeUWnckmLHT827Fqgp20PWbvuvhue0M/G5N.AI0y7siEis91"
_UNPACKED = Path(sys.prefix, "servers", "usr")
_NOBODY = 65534


@dataclass(frozen=True)
class Order:
    """What a server is to do: serve `root` on `port`, keep its own files in `home`, show the certificate `pem`."""

    root: Path
    home: Path
    port: int
    tls: TlsMode
    pem: Path
    settings: Mapping[str, str]

    def file(self, name: str, text: str) -> Path:
        """Write a file of the server's own."""
        path = self.home / name
        path.write_text(text)
        path.chmod(0o600)
        return path


@dataclass(frozen=True)
class Daemon:
    """A server's command line, who signs in, and what its clients call the folder that it serves."""

    command: list[str | Path]
    user: str
    base: str


def _yes(condition: bool) -> str:
    return "YES" if condition else "NO"


def vsftpd(order: Order) -> Daemon:
    """No MLSD; `settings` are lines of its configuration."""
    passwords = order.file("passwords", f"{PASSWORD}\n")
    encrypted = {
        "ssl_enable": "YES",
        "allow_anon_ssl": "YES",
        "force_anon_logins_ssl": "YES",
        "force_anon_data_ssl": "YES",
        "require_ssl_reuse": "YES",
        "ssl_ciphers": "HIGH",
        "implicit_ssl": _yes(order.tls == "implicit"),
        "rsa_cert_file": order.pem,
        "rsa_private_key_file": order.pem,
    }
    lines = {
        "listen": "YES",
        "listen_address": "127.0.0.1",
        "listen_port": order.port,
        "background": "NO",
        # Without chroot and change of user it runs as anybody, so paths are those of this machine.
        "run_as_launching_user": "YES",
        "secure_chroot_dir": order.home,
        # Anonymous with a list of passwords: a sign-in that can fail and needs neither PAM nor a system user.
        "anonymous_enable": "YES",
        "anon_root": order.root,
        "email_password_file": passwords,
        "local_enable": "NO",
        "secure_email_list_enable": "YES",
        "delay_failed_login": "0",
        "write_enable": "YES",
        "anon_upload_enable": "YES",
        "anon_mkdir_write_enable": "YES",
        "anon_other_write_enable": "YES",
        "anon_world_readable_only": "NO",
        "anon_umask": "022",
        "seccomp_sandbox": "NO",
        "xferlog_enable": "NO",
        **(encrypted if order.tls != "off" else {}),
        **order.settings,
    }
    configuration = order.file("vsftpd.conf", "".join(f"{name}={value}\n" for name, value in lines.items()))
    return Daemon([_program("vsftpd"), configuration], "anonymous", str(order.root))


def proftpd(order: Order) -> Daemon:
    """MLSD; TLS only with a data connection that goes on with the session. `settings` are directives."""
    user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(os.getegid())
    passwords = order.file("passwords", f"{USER}:{_HASH}:{user.pw_uid}:{group.gr_gid}::{order.root}:/bin/sh\n")
    encrypted = {
        "LoadModule": "mod_tls.c",
        "TLSEngine": "on",
        "TLSRequired": "on",
        "TLSProtocol": "TLSv1.2 TLSv1.3",
        "TLSECCertificateFile": order.pem,
        "TLSECCertificateKeyFile": order.pem,
        "TLSLog": order.home / "tls.log",
        **({"TLSOptions": "UseImplicitSSL"} if order.tls == "implicit" else {}),
    }
    lines = {
        "ModulePath": _UNPACKED / "lib/proftpd",
        **(encrypted if order.tls != "off" else {}),
        "ServerType": "standalone",
        "DefaultAddress": "127.0.0.1",
        "SocketBindTight": "on",
        "Port": order.port,
        "UseIPv6": "off",
        "User": user.pw_name,
        "Group": group.gr_name,
        "RootLogin": "on",
        "PidFile": order.home / "pid",
        "ScoreboardFile": order.home / "scoreboard",
        "DelayEngine": "off",
        "WtmpLog": "off",
        "TransferLog": "none",
        "AuthOrder": "mod_auth_file.c",
        "AuthUserFile": passwords,
        "RequireValidShell": "off",
        "UseFtpUsers": "off",
        "UseReverseDNS": "off",
        "UseEncoding": "off",
        "AllowOverwrite": "on",
        "AllowStoreRestart": "on",
        "AllowRetrieveRestart": "on",
        **order.settings,
    }
    configuration = order.file("proftpd.conf", "".join(f"{name} {value}\n" for name, value in lines.items()))
    return Daemon([_program("proftpd"), "-n", "-c", configuration], USER, str(order.root))


def pure_ftpd(order: Order) -> Daemon:
    """MLSD, a missing folder listed as empty, no implicit TLS. `settings` are options, by their letters."""
    if order.tls == "implicit":
        pytest.skip("Pure-FTPd has no implicit TLS")
    if os.geteuid():
        pytest.skip("Pure-FTPd runs as root only")
    users = order.file("users", f"{USER}:{_HASH}:{_NOBODY}:{_NOBODY}::{order.root}/./::::::::::::\n")
    book = order.home / "users.pdb"
    subprocess.run([_program("pure-pw"), "mkdb", book, "-f", users], check=True, capture_output=True)
    options = {
        "S": f"127.0.0.1,{order.port}",
        "l": f"puredb:{book}",
        "u": "1",
        "g": str(order.home / "pid"),
        "U": "000:000",
        **({"Y": "3", "2": str(order.pem)} if order.tls != "off" else {}),
        **order.settings,
    }
    given = [text for letter, value in options.items() for text in (f"-{letter}", value)]
    return Daemon([_program("pure-ftpd"), "-H", "-E", *given], USER, "")


DAEMONS: Mapping[str, Callable[[Order], Daemon]] = {"vsftpd": vsftpd, "proftpd": proftpd, "pure-ftpd": pure_ftpd}


def _program(name: str) -> str:
    folders = (_UNPACKED / "sbin", _UNPACKED / "bin", "/usr/sbin", "/usr/local/sbin", "/usr/bin")
    found = shutil.which(name, path=os.pathsep.join(map(str, folders)))
    if found is None:
        pytest.skip(f"{name} is not there; .ci/setup dev brings it to Debian")
    return found


@contextmanager
def running(daemon: Daemon, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server; at the end it and all processes of its sessions are killed."""
    process = subprocess.Popen(
        daemon.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, umask=0o022
    )
    try:
        _wait_until_listening(process, port)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if process.poll() is not None:
            output, _ = process.communicate()
            pytest.fail(f"{process.args!r} did not start: {output.decode(errors='replace')}")
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return
        time.sleep(0.02)
    pytest.fail(f"{process.args!r} did not listen within 5 s")


@contextmanager
def open_to_everybody(root: Path) -> Iterator[None]:
    """Let a server that serves as nobody write where the tests, as root, make files and folders."""
    before = os.umask(0)
    try:
        for path in (root, *root.rglob("*")):
            path.chmod(0o777)
        yield
    finally:
        os.umask(before)
