"""Small widgets every view is made of. They take texts already translated: whoever owns them sets the texts anew."""

from __future__ import annotations

from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.views.buttons import Chip, IconButton, Kind, button
from frontol_desk.ui.views.labels import Badge, ElidedLabel, IconLabel
from frontol_desk.ui.views.notices import Banner, EmptyState
from frontol_desk.ui.views.page_tabs import PageTabs
from frontol_desk.ui.views.rows import draw_row
from frontol_desk.ui.views.surfaces import Role, Tone, card, hairline, label, repolish, set_property, surface

__all__ = [
    "Badge",
    "Banner",
    "Chip",
    "ElidedLabel",
    "EmptyState",
    "IconButton",
    "IconLabel",
    "Kind",
    "PageTabs",
    "Role",
    "Tone",
    "button",
    "card",
    "draw_row",
    "hairline",
    "keep_icon",
    "label",
    "repolish",
    "set_property",
    "surface",
]
