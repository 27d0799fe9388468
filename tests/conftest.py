"""What every test needs before Qt is loaded: no screen, and translations compiled from what is in the tree."""

from __future__ import annotations

import os
import runpy

from frontol_desk.domain.resources import resource

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
runpy.run_path(str(resource("translations/build_hook.py")))["release"]()
