from tests.integration.pipeline.conftest import dsn, empty_schemas, shop

__all__ = ["dsn", "empty_schemas", "shop"]
