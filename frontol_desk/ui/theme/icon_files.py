"""The icon drawings of ``resources/icons``, recoloured: each name in each colour of a scheme, as a path for Qt."""

from __future__ import annotations

from functools import cache
from typing import Final

from frontol_desk.domain.resources import resource
from frontol_desk.ui.theme.memory_files import register
from frontol_desk.ui.theme.tokens import Scheme, tokens_of

TINTED: Final = ("text", "muted", "faint", "accent", "on_accent", "green", "amber", "red", "blue", "grey")
"""The tokens an icon may be drawn in."""

_PLACEHOLDER: Final = "currentColor"
_SQUARE: Final = 'width="20" height="20" viewBox="0 0 20 20"'
_WIDE: Final = 'width="25" height="20" viewBox="0 0 25 20"'


@cache
def icon_path(name: str, tone: str, scheme: Scheme, *, wide: bool = False) -> str:
    """Return the path of an icon in a colour; what nobody drew is an error of the program.

    A wide icon has air at its right: Qt leaves too little between the icon and the text of a button.
    """
    if tone not in TINTED:
        raise LookupError(f"no icons in {tone!r}")
    drawing = _drawing(name).replace(_PLACEHOLDER, tokens_of(scheme).colour(tone))
    if wide:
        drawing = drawing.replace(_SQUARE, _WIDE)
    path = f"desk/{scheme}/{tone}/{'wide' if wide else 'square'}/{name}.svg"
    register({path: drawing.encode()})
    return f":/{path}"


@cache
def _drawing(name: str) -> str:
    path = resource(f"icons/{name}.svg")
    if not path.is_file():
        raise LookupError(f"no icon {name!r}")
    return path.read_text("utf-8")
