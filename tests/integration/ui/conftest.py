from __future__ import annotations

# A shop opens here as it does for the pipeline.
from tests.integration.pipeline.conftest import dsn, empty_schemas, shop

__all__ = ["dsn", "empty_schemas", "shop"]
