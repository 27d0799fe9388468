"""What every place for secrets does alike, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from frontol_desk.domain import messages
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.model import SecretsSettings
from frontol_desk.settings.problems import environment_name
from frontol_desk.settings.secrets import KNOWN_SECRETS, SecretStore, open_store

WRITABLE = ("keyring", "vault", "aws")
ALL = (*WRITABLE, "environment")
ODD = ("p@ss/w:rd?&=#%41", " leading and trailing ", "пароль «ёж» 🔑", "x" * 1_000, "a\nb", '{"json": "not ours"}')


@dataclass(frozen=True)
class Place:
    """A store, another profile's beside it, and how a secret comes there from outside."""

    store: SecretStore
    other: SecretStore
    plant: Callable[[str, str], None]


@pytest.fixture
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The place that the test names."""
    backend = request.param
    settings = SecretsSettings(backend=backend)
    if backend == "keyring":
        request.getfixturevalue("memory_keyring")
    if backend == "vault":
        request.getfixturevalue("token")
        settings = SecretsSettings(backend=backend, vault_url=request.getfixturevalue("vault").url)
    if backend == "aws":
        settings = SecretsSettings(
            backend=backend, aws_endpoint=request.getfixturevalue("aws"), aws_region="eu-central-1"
        )
    store = open_store(settings, "north")
    plant = store.set if backend != "environment" else lambda name, value: monkeypatch.setenv(_variable(name), value)
    return Place(store, open_store(settings, "Юг-2"), plant)


def _variable(name: str) -> str:
    return environment_name(name)


def stored(place: Place) -> list[str]:
    """Return what is there besides the token that opens the place."""
    return [name for name in place.store.names() if name != "vault.token"]


def in_places(*backends: str) -> pytest.MarkDecorator:
    """Run a test in each of these places."""
    return pytest.mark.parametrize("place", backends, indirect=True)


@in_places(*ALL)
def test_what_is_not_there(place: Place) -> None:
    assert place.store.get("ftp.password") is None
    assert not place.store.delete("ftp.password")
    assert stored(place) == []


@in_places(*ALL)
@pytest.mark.parametrize("value", ODD)
def test_a_secret_comes_back_as_it_was(place: Place, value: str) -> None:
    place.plant("ftp.password", value)
    assert place.store.get("ftp.password") == value


@in_places(*ALL)
def test_it_is_named_but_its_neighbours_are_not(place: Place) -> None:
    place.plant("privacy.key", "k")
    place.plant("database.password", "d")
    assert stored(place) == ["database.password", "privacy.key"]
    assert place.store.get("ftp.password") is None


@in_places(*WRITABLE)
def test_another_value_takes_its_place(place: Place) -> None:
    place.store.set("ftp.password", "old")
    place.store.set("database.password", "stays")
    place.store.set("ftp.password", "new")
    assert (place.store.get("ftp.password"), place.store.get("database.password")) == ("new", "stays")


@in_places(*WRITABLE)
def test_a_deleted_secret_is_gone_and_can_be_set_again(place: Place) -> None:
    place.store.set("ftp.password", "first")
    place.store.set("database.password", "stays")
    assert place.store.delete("ftp.password")
    assert place.store.get("ftp.password") is None
    assert not place.store.delete("ftp.password")
    assert stored(place) == ["database.password"]
    place.store.set("ftp.password", "second")
    assert place.store.get("ftp.password") == "second"


@in_places(*WRITABLE)
def test_profiles_keep_apart(place: Place) -> None:
    place.store.set("ftp.password", "of the north")
    assert place.other.get("ftp.password") is None
    place.other.set("ftp.password", "of the south")
    assert place.store.get("ftp.password") == "of the north"
    assert place.other.delete("ftp.password")
    assert place.store.get("ftp.password") == "of the north"


@in_places(*ALL)
def test_the_environment_outweighs_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.plant("ftp.password", "stored")
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "outside")
    assert place.store.get("ftp.password") == "outside"
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://desk:in%20dsn@db.example/sales")
    assert place.store.get("database.password") == "in dsn"
    assert stored(place) == ["database.password", "ftp.password"]


@in_places(*ALL)
def test_it_says_where_and_what_it_is_but_never_a_secret(place: Place, request: pytest.FixtureRequest) -> None:
    place.plant("ftp.password", "not-to-be-shown")
    assert place.store.kind in request.node.name
    assert place.store.writable == (place.store.kind != "environment")
    assert place.store.where
    assert "not-to-be-shown" not in place.store.where + repr(place.store)


@in_places(*WRITABLE)
def test_all_known_secrets_side_by_side(place: Place) -> None:
    mine = [name for name in KNOWN_SECRETS if name != "vault.token" or place.store.kind != "vault"]
    if place.store.kind != "keyring":  # what opens a server lies in the keyring, of which there is none here
        mine = [name for name in mine if not name.startswith("vault.")]
    for name in mine:
        place.store.set(name, f"value of {name}")
    assert {name: place.store.get(name) for name in mine} == {name: f"value of {name}" for name in mine}
    assert stored(place) == [name for name in mine if name != "vault.token"]


@in_places("keyring", "environment")
def test_where_is_said_in_the_users_language(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_language", "ru")
    assert place.store.where in ("хранилище паролей, frontol-desk:north", "переменные окружения")


@in_places("environment")
def test_the_environment_is_not_written_to(place: Place) -> None:
    place.plant("ftp.password", "outside")
    for change in (lambda: place.store.set("ftp.password", "x"), lambda: place.store.delete("ftp.password")):
        with pytest.raises(DeskError) as raised:
            change()
        assert (raised.value.code, raised.value.reason) == (ErrorCode.SECRETS_DENIED, "environment")
        assert "FRONTOL_DESK_FTP__PASSWORD" in raised.value.hint
