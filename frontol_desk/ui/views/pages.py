"""The pages of the main window: which there are, in which order, under which key."""

from __future__ import annotations

from enum import IntEnum

from frontol_desk.ui.translation import translate


class Page(IntEnum):
    """A page; its number is that of its shortcut. 2 and 4 are kept for the calendar and reconciliation."""

    QUEUE = 1
    HISTORY = 3
    ERRORS = 5
    DASHBOARD = 6
    AUDIT = 7

    @property
    def title(self) -> str:
        """Its name in the current language."""
        return {
            Page.QUEUE: translate("Pages", "Queue"),
            Page.HISTORY: translate("Pages", "History"),
            Page.ERRORS: translate("Pages", "Errors"),
            #: an overview of how the loads go
            Page.DASHBOARD: translate("Pages", "Overview"),
            #: who did what: the audit log
            Page.AUDIT: translate("Pages", "Actions"),
        }[self]

    @property
    def help_topic(self) -> str:
        """The chapter of the guide that explains it."""
        return self.name.lower()
