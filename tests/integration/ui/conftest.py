from __future__ import annotations

from tests.garbage import collected

# A shop opens here as it does for the pipeline, and a dialog alone as it does without servers.
from tests.integration.pipeline.conftest import dsn, empty_schemas, shop
from tests.integration.ui.homes import home, no_vault, vault
from tests.integration.warehouse.test_encrypted import tls as encrypted_postgres
from tests.unit.ui.dialogs.conftest import english, lead

__all__ = [
    "collected",
    "dsn",
    "empty_schemas",
    "encrypted_postgres",
    "english",
    "home",
    "lead",
    "no_vault",
    "shop",
    "vault",
]
