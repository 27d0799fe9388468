"""Garbage of windows is collected in Qt's own thread: a server's thread that happens to do it crashes the process."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def collected() -> Iterator[None]:
    """Collect nothing while a module of the window's tests runs, and all of it after that."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()
