"""Looks at everything that loads depend on: quickly for the lamps of the window, thoroughly when somebody asks."""

from frontol_desk.console.doctor.discovery import discover_folders
from frontol_desk.console.doctor.examining import GROUPS, examine, examine_one
from frontol_desk.console.doctor.lamps import check_all, check_database, check_disk, check_ftp

__all__ = [
    "GROUPS",
    "check_all",
    "check_database",
    "check_disk",
    "check_ftp",
    "discover_folders",
    "examine",
    "examine_one",
]
