"""The colours of both schemes and the few measures everything is built from.

Texts may be `text`, `muted` or one of the five tones, on any surface and on their own tint: all of these keep a
contrast of 4.5 to 1 at least. `faint` and `hairline` are for decoration and outlines, never for words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

INSIDE: Final = 4
"""Pixels inside a control, between its icon and its text."""
BETWEEN: Final = 8
"""Pixels between neighbours."""
AROUND: Final = 16
"""Pixels around a group."""
ROW: Final = 32
"""Height of a row in tables and trees."""
BUTTON: Final = 32
"""Height of buttons and fields."""
ICON_SMALL: Final = 16
"""Size of an icon beside text."""
ICON: Final = 20
"""Size of an icon that stands alone."""
RADIUS: Final = 6
"""Radius of the corners of buttons, fields and cards."""

TONES: Final = ("green", "amber", "red", "blue", "grey")
"""The tones of states; each is a text colour and has a tint to lie on."""


class Scheme(StrEnum):
    """The two colour schemes."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Every colour of one scheme, as ``#rrggbb``."""

    window: str
    panel: str
    raised: str
    field: str
    hairline: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    selection: str
    hover: str
    green: str
    amber: str
    red: str
    blue: str
    grey: str
    green_tint: str
    amber_tint: str
    red_tint: str
    blue_tint: str
    grey_tint: str

    def colour(self, name: str) -> str:
        """Return the colour of that name; what is not a name of a token is an error of the program."""
        colour: str = getattr(self, name)
        return colour

    def tint(self, tone: str) -> str:
        """Return the surface a text of this tone lies on."""
        return self.colour(f"{tone}_tint")


_LIGHT = Tokens(
    window="#f4f5f7",
    panel="#ffffff",
    raised="#ffffff",
    field="#ffffff",
    hairline="#e1e4ea",
    border="#d3d8e0",
    text="#1d2430",
    muted="#596478",
    faint="#858d9b",
    accent="#2b68d8",
    accent_hover="#235bc4",
    accent_pressed="#1c4da9",
    on_accent="#ffffff",
    selection="#e4eefd",
    hover="#ebeef3",
    green="#177241",
    amber="#8f5300",
    red="#bd2626",
    blue="#2260cc",
    grey="#566174",
    green_tint="#e0f4e7",
    amber_tint="#fdf0d5",
    red_tint="#fde6e5",
    blue_tint="#e4eefd",
    grey_tint="#e9ecf1",
)
_DARK = Tokens(
    window="#1b1e24",
    panel="#23272f",
    raised="#2a2f38",
    field="#1b1e24",
    hairline="#363c47",
    border="#434a57",
    text="#e6e9ef",
    muted="#a3adbd",
    faint="#788292",
    accent="#659cf6",
    accent_hover="#7badf9",
    accent_pressed="#4f8af0",
    on_accent="#0c1626",
    selection="#26354f",
    hover="#343b47",
    green="#56c98a",
    amber="#e5a844",
    red="#f5837e",
    blue="#7badf9",
    grey="#a3adbd",
    green_tint="#1f3a2d",
    amber_tint="#41331c",
    red_tint="#472a2b",
    blue_tint="#26354f",
    grey_tint="#343a45",
)
_SCHEMES = {Scheme.LIGHT: _LIGHT, Scheme.DARK: _DARK}


def tokens_of(scheme: Scheme) -> Tokens:
    """Return the colours of a scheme."""
    return _SCHEMES[scheme]
