"""The one style sheet of the application, generated from the tokens."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import cache
from string import Template

from frontol_desk.ui.theme import rules_controls, rules_surfaces, rules_views
from frontol_desk.ui.theme.icon_files import icon_path
from frontol_desk.ui.theme.tokens import RADIUS, TONES, Scheme, tokens_of

_ICON = re.compile(r"icon\(([\w-]+), (\w+)\)")


@cache
def stylesheet_of(scheme: Scheme) -> str:
    """Return the style sheet of a scheme."""
    values = asdict(tokens_of(scheme)) | {"radius": f"{RADIUS}px"}
    rules = Template(rules_surfaces.RULES + rules_controls.RULES + rules_views.RULES).substitute(values)
    tones = "".join(
        Template(rules_surfaces.TONE_RULES).substitute(
            values, name=tone, tone=values[tone], tint=values[f"{tone}_tint"]
        )
        for tone in TONES
    )
    return _ICON.sub(lambda found: f"url({icon_path(found[1], found[2], scheme)})", rules + tones)
