from __future__ import annotations

from tests.garbage import collected

__all__ = ["collected"]
