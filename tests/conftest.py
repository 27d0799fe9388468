"""What every test needs before Qt is loaded: no screen, and translations compiled from what is in the tree."""

from __future__ import annotations

import os
import runpy

import pytest

from frontol_desk.domain.resources import resource
from tests import reached

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
runpy.run_path(str(resource("translations/build_hook.py")))["release"]()
reached.watch()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Ask last, and only of a run of all tests, what all tests together have reached."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (
        config.option.keyword or config.option.lf or config.option.markexpr not in ("", "not slow")
    )
    of_all = [item for item in items if item.get_closest_marker("of_all_tests")]
    items[:] = [item for item in items if item not in of_all]
    if whole:
        items += of_all
    else:
        config.hook.pytest_deselected(items=of_all)
