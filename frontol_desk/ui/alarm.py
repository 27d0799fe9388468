"""The absence alarm: a banner that loads what is missing, a sign in the kassa tree, a notification in the tray."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from frontol_desk.domain.overview import Absence
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import notices

if TYPE_CHECKING:
    from frontol_desk.ui.shell import Shell

_KEY = "absent"


class AbsenceAlarm(QObject):
    """Tells of absent kassas. A banner somebody has closed comes back for another kassa or day only."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._told: set[Absence] = set()
        shell.absences.changed.connect(self._look)

    def _look(self) -> None:
        absent = self._shell.absences.absent
        banners = self._shell.window.banners
        new = set(absent) - self._told
        if not absent:
            banners.remove(_KEY)
        elif new or _KEY in banners.shown():
            banners.show_notice(notices.absent(absent, lambda: self._load(absent)))
        self._told = set(absent)
        self._shell.kassas.model.set_absent(absent)
        self._shell.tray.status.tell_absent(absent)

    def _load(self, absent: Sequence[Absence]) -> None:
        """Load exactly these; what is absent after that is told again."""
        self._shell.window.banners.remove(_KEY)
        self._told.clear()
        self._shell.absences.tell_again()
        for day, missing in groupby(sorted(absent, key=lambda one: one.day), key=lambda one: one.day):
            self._shell.load_folders(DateRange.day(day), [one.folder for one in missing])
