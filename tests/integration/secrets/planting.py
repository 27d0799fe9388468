"""A shop, a Vault and files with planted secrets and people in them, and every command to bring them out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import asyncpg
import pytest

from tests import vault_server as vaults
from tests.builders import UNKNOWN_TYPE, export_file, line, numbered
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, SILENT, Shop
from tests.planted import PERSONAL, SECRETS
from tests.vault_server import Entry, Vault

if TYPE_CHECKING:
    from pyftpdlib.handlers import FTPHandler

DAY = ("--date", "2025-12-28")
ROLE = "planted_loader"
_DSN = "FRONTOL_DESK_DATABASE__DSN"
NOT_HERE = {"simulate": "serves until it is stopped; the processes of the demo are looked at elsewhere"}


def handler_with_password(password: str) -> type[FTPHandler]:
    """Return an FTP server's handler that takes this password for the account of all tests."""
    from pyftpdlib.handlers import FTPHandler

    from tests.integration.ftp_daemons import PASSWORD

    class Handler(FTPHandler):  # type: ignore[misc]
        def ftp_PASS(self, line: str) -> None:  # noqa: N802
            super().ftp_PASS(PASSWORD if line == password else "wrong")

    return Handler


@pytest.fixture(scope="session")
def planted_dsn(dsn: str) -> Iterator[str]:
    """The address of the database with an account that has the planted password."""

    async def execute(*statements: str) -> None:
        connection = await asyncpg.connect(dsn)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    password = SECRETS["database"].replace("'", "''")
    asyncio.run(execute(f"CREATE ROLE {ROLE} SUPERUSER LOGIN PASSWORD '{password}'"))
    parts = urlsplit(dsn)
    account = f"{ROLE}:{quote(SECRETS['database'], safe='')}"
    yield parts._replace(netloc=f"{account}@{parts.hostname}:{parts.port}").geturl()
    asyncio.run(execute(f"REASSIGN OWNED BY {ROLE} TO CURRENT_USER", f"DROP OWNED BY {ROLE}", f"DROP ROLE {ROLE}"))


@pytest.fixture
def planted_shop(shop: OpenShop, planted_dsn: str) -> Shop:
    """A shop whose database and FTP server want the planted passwords; one kassa is silent."""
    handler = handler_with_password(SECRETS["ftp"])
    place = shop({"P13/P13": QUICK, "S6/S6": SILENT}, handler=handler)
    place.dsn = planted_dsn
    place.server = type(place.server)(**{**vars(place.server), "password": SECRETS["ftp"]})
    return place


@pytest.fixture
def planted_vault(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A Vault that the planted token opens and that holds the planted secrets of profile ``default``."""
    from pyrage import x25519

    monkeypatch.setitem(SECRETS, "archive key", str(x25519.Identity.generate()))
    monkeypatch.setattr(vaults, "TOKEN", SECRETS["vault token"])
    names = {"database.password": "database", "ftp.password": "ftp", "privacy.key": "privacy key"}
    held = {name: SECRETS[key] for name, key in names.items()} | {"archive.key": SECRETS["archive key"]}
    vault.entries["frontol-desk/default"] = Entry(held, 1)
    return vault


def bare_environment(place: Shop) -> dict[str, str]:
    """Return the settings of a shop without its passwords, which lie elsewhere."""
    environment = place.environment
    environment.pop("FRONTOL_DESK_FTP__PASSWORD")
    parts = urlsplit(environment[_DSN])
    bare = parts._replace(netloc=f"{parts.username}@{parts.hostname}:{parts.port}").geturl()
    quick = {"EXCHANGE__QUIET_SECONDS": "0.2", "EXCHANGE__RESPONSE_TIMEOUT": "0.5", "RETRY__ATTEMPTS": "1"}
    return environment | {f"FRONTOL_DESK_{name}": value for name, value in quick.items()} | {_DSN: bare}


def of_vault(vault: Vault) -> dict[str, str]:
    """Return the settings that lead to a Vault."""
    return {
        "FRONTOL_DESK_SECRETS__BACKEND": "vault",
        "FRONTOL_DESK_SECRETS__VAULT_URL": vault.url,
        "FRONTOL_DESK_VAULT__TOKEN": SECRETS["vault token"],
        "AWS_SECRET_ACCESS_KEY": SECRETS["aws key"],
    }


def sales_with_people(path: Path, *, document: str = "1") -> Path:
    """Write an export in which customers are named everywhere: in good lines, in spoilt ones, in unknown ones.

    With another `document` it is another export.
    """
    cards = f"${PERSONAL['phone']}|{PERSONAL['card']}"
    lines = [
        line(11),
        line(55, customer_card_numbers=cards, document_number=document),
        line(45, customer_data=PERSONAL["e-mail"]),
        line(45, customer_data=PERSONAL["phone as written"]),
        line(UNKNOWN_TYPE, field_8=f"{PERSONAL['card']} {PERSONAL['e-mail']}"),
        line(11, transaction_date=PERSONAL["phone"]),
        line(11, quantity=PERSONAL["phone as written"]),
        f"{PERSONAL['card']};{PERSONAL['e-mail']}",
    ]
    path.write_bytes(export_file(numbered(lines)))
    return path


def old_settings(path: Path) -> Path:
    """Write the settings of an old loader, passwords and all."""
    path.write_text(f"DB_HOST=db.example\nDB_NAME=sales\nDB_PASSWORD={SECRETS['imported']}\nFTP_HOST=ftp.example\n")
    return path


def commands(tmp_path: Path) -> Sequence[tuple[str | Path, ...]]:
    """Return every command, in an order in which each has something to do."""
    sales = sales_with_people(tmp_path / "sales.txt")
    exported = tmp_path / "exported"
    exported.mkdir()
    return (
        ("validate",),
        ("migrate", "--dry-run"),
        ("load", *DAY, "--wait", "1", "--report", tmp_path / "load.json"),
        ("load-file", sales, "--folder", "N22/N22_FURN", "--report", tmp_path / "file.json"),
        ("load-file", tmp_path / "absent.txt", "--folder", "N22/N22_FURN"),
        ("parse", sales),
        ("doctor",),
        ("history",),
        ("status",),
        ("missing", "--from", "2025-12-27", "--to", "2025-12-28"),
        ("deadletters", "list"),
        ("deadletters", "retry", "L1"),
        ("deadletters", "drop", "L2", "--reason", "planted"),
        ("retry", "--all-failed"),
        ("gaps", "list"),
        ("gaps", "request"),
        ("requests", "list"),
        ("requests", "send", *DAY),
        ("requests", "clear", "--yes"),
        ("export", "--format", "frontol", "--output", exported, *DAY),
        ("archive", "verify"),
        ("archive", "prune"),
        ("archive", "replay", *DAY),
        ("audit",),
        ("migrate",),
        ("profile", "import", old_settings(tmp_path / "old.env"), "--name", "old", "--force"),
        ("profile", "list"),
        ("profile", "show"),
        ("profile", "show", "old", "--all"),
        ("profile", "export", "old"),
        ("profile", "schema"),
        ("secrets", "list"),
        ("secrets", "get", "ftp.password"),
        ("secrets", "set", "archive.key", "--yes"),
        ("secrets", "set", "vault.secret_id"),
        ("secrets", "delete", "vault.secret_id"),
    )


def failing(place: Shop, aws: str) -> Sequence[tuple[dict[str, str], tuple[str, ...]]]:
    """Return commands that mostly fail, each with what is set otherwise for it."""
    in_aws = {"SECRETS__BACKEND": "aws", "SECRETS__AWS_REGION": "eu-central-1", "SECRETS__AWS_ENDPOINT": aws}
    load = ("load", *DAY, "--wait", "1")
    wrong, parts = SECRETS["wrong"], urlsplit(place.dsn)
    elsewhere = parts._replace(netloc=f"{parts.username}:{wrong}@127.0.0.1:1").geturl()
    return (
        ({"FTP__PASSWORD": wrong}, load),
        ({"DATABASE__PASSWORD": wrong, "DATABASE__USER": "nobody"}, ("history",)),
        ({"DATABASE__DSN": elsewhere}, ("status",)),
        ({"DATABASE__DSN": f"postgresql://u:{wrong}@[half/{wrong}"}, ("validate",)),
        ({"FTP__HOST": "127.0.0.1", "FTP__PORT": "1"}, load),
        ({"FTP__PORT": wrong, "FTP__TLS": wrong, "EXCHANGE__DATE_FORMAT": wrong, "TIMEZONE": wrong}, ("validate",)),
        ({"DATABASE__PASWORD": wrong}, ("validate",)),
        ({"VAULT__TOKEN": wrong}, load),
        ({"SECRETS__VAULT_URL": f"https://u:{wrong}@vault.example"}, ("secrets", "list")),
        (in_aws, ("secrets", "set", "ftp.password")),
        (in_aws, ("secrets", "list")),
        (in_aws | {"SECRETS__AWS_ENDPOINT": "http://127.0.0.1:1"}, ("secrets", "list")),
        ({}, ("load", f"--ftp-password={wrong}")),
        ({}, ("secrets", "set", "ftp.password", wrong)),
    )


def profile_with_password(home: Path) -> None:
    """Write the profile ``careless`` with a password where none may be."""
    file = home / "profiles" / "careless.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[ftp]\nhost = "ftp.example"\npassword = "{SECRETS["wrong"]}"\n', "utf-8")
