"""Build step: compiles the translations (.ts, made by Qt Linguist's tools) into what Qt reads (.qm)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent


def release() -> list[Path]:
    """Compile every translation; raises OSError or CalledProcessError when Qt's tool cannot run."""
    import PySide6

    tool = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    made = []
    for source in sorted(HERE.glob("*.ts")):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            new = target.with_suffix(f".{os.getpid()}.new")  # a window that runs has the old one mapped into its memory
            subprocess.run([str(tool), "-silent", str(source), "-qm", str(new)], check=True, timeout=60)  # noqa: S603
            new.replace(target)
        made.append(target)
    return made


class CustomBuildHook(BuildHookInterface):
    """Compiles before the files of ``resources`` are collected; an editable installation finds them in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before the files are collected; without Qt's libraries a checkout still serves headless."""
        try:
            release()
        except (ImportError, OSError, subprocess.SubprocessError) as error:
            if version != "editable":
                raise
            self.app.display_warning(f"The window's translations were not compiled: {error}")


if __name__ == "__main__":
    print(*release(), sep="\n")  # noqa: T201
