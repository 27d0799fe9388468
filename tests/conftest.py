"""What every test needs before Qt is loaded: no screen, and translations compiled from what is in the tree."""

from __future__ import annotations

import os
import runpy
from typing import Any

import pytest

from frontol_desk.domain.resources import resource
from tests import reached

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" not in os.environ:  # side by side, one process compiles for all
    runpy.run_path(str(resource("translations/build_hook.py")))["release"]()
reached.watch()
_REACHED = "frontol_desk/reached"
_ALL_BUT_SLOW = ("", "not slow", "not slow and not alone")
_ALONE = "alone and not slow"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Ask last, and only when all tests have run, what all tests together have reached."""
    of_all = [item for item in items if item.get_closest_marker("of_all_tests")]
    items[:] = [item for item in items if item not in of_all]
    if _is_whole(config) and config.option.markexpr != _ALL_BUT_SLOW[-1]:
        items += of_all
        if config.option.markexpr == _ALONE:
            reached.add(config.cache.get(_REACHED, {}))
    else:
        config.hook.pytest_deselected(items=of_all)


def _is_whole(config: pytest.Config) -> bool:
    """Tell whether with this run all tests have run: by itself, or as the part that follows the others."""
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (
        config.option.keyword or config.option.lf or config.option.markexpr not in (*_ALL_BUT_SLOW, _ALONE)
    )


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a process beside this one has reached."""
    reached.add(getattr(node, "workeroutput", {}).get("reached", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand on what was reached: to the process that began this one, or to the part of the tests that follows."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["reached"] = reached.as_texts()
    elif session.config.option.markexpr == _ALL_BUT_SLOW[-1]:
        session.config.cache.set(_REACHED, reached.as_texts() if _is_whole(session.config) else {})
