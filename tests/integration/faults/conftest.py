from tests.faults.conftest import dsn, scene, spare_schemas, undisturbed

__all__ = ["dsn", "scene", "spare_schemas", "undisturbed"]
