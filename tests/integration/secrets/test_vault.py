"""A Vault that gives and one that does not: each failure is named, in time, and with what to do."""

from __future__ import annotations

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.settings.load import EVERYTHING, load_settings, validate_settings
from frontol_desk.settings.model import SecretsSettings
from frontol_desk.settings.secrets import open_store
from tests.integration.certificates import certificate, foreign_authority
from tests.integration.secrets.failing import failure, silent_server, vault_store
from tests.keyrings import MemoryKeyring
from tests.vault_server import ROLE, ROLE_SECRET, TOKEN, Entry, Vault, vault_server


def test_a_wrong_token_is_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_VAULT__TOKEN", "hvs.TOP-SECRET-but-expired")
    assert failure(vault_store(vault).names) == (ErrorCode.SECRETS_DENIED, "vault")


def test_without_a_token_it_is_said_where_to_put_one(vault: Vault) -> None:
    assert failure(vault_store(vault).names) == (ErrorCode.SECRETS_UNAVAILABLE, "vault_key")


def test_the_token_may_lie_in_the_keyring_and_is_set_there(vault: Vault, memory_keyring: MemoryKeyring) -> None:
    store = vault_store(vault)
    store.set("vault.token", "hvs.opens-everything")
    assert memory_keyring.entries == {("frontol-desk:north", "vault.token"): "hvs.opens-everything"}
    store.set("ftp.password", "mine")
    assert vault_store(vault).names() == ["ftp.password", "vault.token"]
    assert vault.entries["frontol-desk/north"].data == {"ftp.password": "mine"}


def test_vaults_own_way_to_give_a_token(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", "hvs.opens-everything")
    assert vault_store(vault).get("ftp.password") is None


def test_reading_is_allowed_writing_is_not(vault: Vault, token: str) -> None:
    vault.entries["frontol-desk/north"] = Entry({"ftp.password": "mine"}, 3)
    vault.readable_only = True
    store = vault_store(vault)
    assert store.get("ftp.password") == "mine"
    assert failure(lambda: store.set("ftp.password", "TOP-SECRET")) == (ErrorCode.SECRETS_DENIED, "vault")


def test_signing_in_by_role(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    assert failure(vault_store(vault, role_id=ROLE).names) == (ErrorCode.SECRETS_UNAVAILABLE, "vault_key")
    monkeypatch.setenv("FRONTOL_DESK_VAULT__SECRET_ID", "TOP-SECRET")
    assert failure(vault_store(vault, role_id=ROLE).names) == (ErrorCode.SECRETS_DENIED, "role")
    monkeypatch.setenv("FRONTOL_DESK_VAULT__SECRET_ID", ROLE_SECRET)
    vault_store(vault, role_id=ROLE).set("ftp.password", "mine")
    assert vault_store(vault, role_id=ROLE).get("ftp.password") == "mine"


def test_mount_path_and_namespace(vault: Vault, token: str) -> None:
    vault.mount, vault.namespace = "kv/shops", "chain"
    there = {"mount": "kv/shops", "namespace": "chain", "path": "/desk/tills/"}
    vault_store(vault, **there).set("ftp.password", "mine")
    assert vault.entries["desk/tills/north"].data == {"ftp.password": "mine"}
    for wrong in ({"mount": "elsewhere"}, {"namespace": "other"}):
        assert failure(vault_store(vault, **(there | wrong)).names) == (ErrorCode.SECRETS_UNAVAILABLE, "mount")


def test_an_entry_that_was_deleted_in_vault_is_written_again(vault: Vault, token: str) -> None:
    vault.entries["frontol-desk/north"] = Entry({"ftp.password": "old"}, 4, deleted=True)
    store = vault_store(vault)
    assert store.get("ftp.password") is None
    store.set("database.password", "new")
    assert vault.entries["frontol-desk/north"] == Entry({"database.password": "new"}, 5)


def test_two_who_write_at_once_lose_nothing(vault: Vault, token: str) -> None:
    others = iter(["ftp.password", "privacy.key"])

    def somebody_is_quicker() -> None:
        name = next(others, None)
        if name:
            entry = vault.entries.setdefault("frontol-desk/north", Entry({}, 0))
            entry.data[name] = "theirs"
            entry.version += 1

    vault.before_write = somebody_is_quicker
    store = vault_store(vault)
    store.set("database.password", "mine")
    assert store.names() == ["database.password", "ftp.password", "privacy.key", "vault.token"]


def test_an_entry_that_never_rests_is_left_alone(vault: Vault, token: str) -> None:
    def always_quicker() -> None:
        vault.entries.setdefault("frontol-desk/north", Entry({}, 0)).version += 1

    vault.before_write = always_quicker
    store = vault_store(vault)
    assert failure(lambda: store.set("ftp.password", "TOP-SECRET")) == (ErrorCode.SECRETS_CONNECTION, "contended")


def test_a_sealed_vault(vault: Vault, token: str) -> None:
    vault.sealed = True
    assert failure(vault_store(vault).names) == (ErrorCode.SECRETS_CONNECTION, "sealed")


def test_a_vault_that_does_not_answer(vault: Vault, token: str) -> None:
    vault.may_answer.clear()
    code, reason = failure(vault_store(vault, timeout=0.2).names)
    assert code is ErrorCode.SECRETS_CONNECTION
    assert reason in ("silent", "unreached")


def test_no_vault_there(token: str) -> None:
    with silent_server() as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(DeskError) as raised:
        vault_store(Vault(url)).names()
    assert (raised.value.code, raised.value.reason) == (ErrorCode.SECRETS_CONNECTION, "unreached")
    assert "Connection refused" in raised.value.message
    assert raised.value.retryable


def test_vault_over_tls(token: str) -> None:
    good = certificate()
    with vault_server(good.pem) as vault:
        store = vault_store(vault, ca=good.authority)
        store.set("ftp.password", "mine")
        assert store.get("ftp.password") == "mine"
        for ca in (None, foreign_authority()):
            assert failure(vault_store(vault, ca=ca).names) == (ErrorCode.SECRETS_UNAVAILABLE, "tls")


@pytest.mark.parametrize("kind", ["wrong_host", "expired"])
def test_vault_with_a_bad_certificate(token: str, kind: str) -> None:
    bad = certificate(kind)
    with vault_server(bad.pem) as vault:
        assert failure(vault_store(vault, ca=bad.authority).names) == (ErrorCode.SECRETS_UNAVAILABLE, "tls")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://vault.example:8200", "unencrypted"),
        ("http://10.0.0.7:8200", "unencrypted"),
        ("https://desk:TOP-SECRET@vault.example", "server_address"),
        ("vault.example:8200", "server_address"),
        ("https://[", "server_address"),
    ],
)
def test_addresses_that_are_not_safe(url: str, reason: str, token: str) -> None:
    with pytest.raises(DeskError) as raised:
        vault_store(Vault(url)).names()
    assert (raised.value.code, raised.value.reason) == (ErrorCode.CONFIG_SETTING, reason)
    assert "TOP-SECRET" not in raised.value.message + raised.value.hint


def test_no_address_at_all(token: str) -> None:
    store = open_store(SecretsSettings(backend="vault"), "north")
    assert failure(store.names) == (ErrorCode.CONFIG_SETTING, "missing")


def complete(monkeypatch: pytest.MonkeyPatch, vault: Vault) -> None:
    """Everything a load needs but the passwords, which lie in a Vault."""
    variables = {
        "FTP__HOST": "ftp.example",
        "FTP__USER": "desk",
        "DATABASE__HOST": "db.example",
        "DATABASE__NAME": "sales",
        "KASSAS": "P13:P13",
        "SECRETS__BACKEND": "vault",
        "SECRETS__VAULT_URL": vault.url,
    }
    for name, value in variables.items():
        monkeypatch.setenv(f"FRONTOL_DESK_{name}", value)


def test_a_load_takes_its_passwords_from_vault(vault: Vault, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    complete(monkeypatch, vault)
    vault.entries["frontol-desk/default"] = Entry({"ftp.password": "f", "database.password": "d"}, 1)
    assert load_settings(needs=EVERYTHING).secret_texts == ("d", "f", TOKEN)


def test_a_load_that_cannot_reach_its_passwords_ends_with_that_alone(
    vault: Vault, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(monkeypatch, vault)
    vault.sealed = True
    with pytest.raises(DeskError) as raised:
        load_settings(needs=EVERYTHING)
    assert (raised.value.code, raised.value.reason) == (ErrorCode.SECRETS_CONNECTION, "sealed")
    assert raised.value.exit_code is ExitCode.UNREACHABLE


@pytest.mark.parametrize(
    ("url", "reason"), [("http://vault.example", "unencrypted"), ("vault.example", "server_address"), ("", "missing")]
)
def test_an_address_that_is_not_safe_is_told_before_a_load(
    vault: Vault, token: str, monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    complete(monkeypatch, vault)
    monkeypatch.setenv("FRONTOL_DESK_SECRETS__VAULT_URL", url)
    problems = [(problem.setting, problem.error.reason) for problem in validate_settings()]
    assert problems == [("secrets.vault_url", reason)]


def test_what_is_hidden_in_an_address_is_not_shown(token: str) -> None:
    store = vault_store(Vault("https://desk:TOP-SECRET@vault.example"))
    assert store.where == "https://vault.example secret/frontol-desk/north"
