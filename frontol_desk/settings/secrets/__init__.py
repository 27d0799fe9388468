"""Passwords and keys: in the keyring of the account, in the environment, in Vault or in AWS Secrets Manager."""

from frontol_desk.settings.secrets.opening import environment_store, open_store
from frontol_desk.settings.secrets.passwords import keyring_name, service_name, store_password, stored_password
from frontol_desk.settings.secrets.store import KNOWN_SECRETS, SecretStore, known_secret

__all__ = [
    "KNOWN_SECRETS",
    "SecretStore",
    "environment_store",
    "keyring_name",
    "known_secret",
    "open_store",
    "service_name",
    "store_password",
    "stored_password",
]
