"""Values exported as ``code¦name``: the code goes to its column, the names to one JSON object per row.

Key: column name. Value: the name, or for a list of codes (field 9) a list with one name or null per code.
"""

from __future__ import annotations

from frontol_desk.format.kinds import NAME_BAR
from frontol_desk.format.layout import Field, Kind

Names = dict[str, "str | list[str | None]"]
_LISTS = "dimension_value_codes"


def split_names(field: Field, text: str) -> tuple[str, str | list[str | None] | None]:
    """Return the code or codes of `text` and the name or names beside them; None when there is no name.

    A plain vertical bar separates too where the code is a number: the manual prints both bars alike.
    """
    if not field.named:
        return text, None
    if field.name == _LISTS and NAME_BAR in text:
        return _split_list(text)
    for bar in (NAME_BAR, "|") if field.kind is Kind.INT else (NAME_BAR,):
        code, found, name = text.partition(bar)
        if found:
            return code, name
    return text, None


def _split_list(text: str) -> tuple[str, list[str | None]]:
    codes: list[str] = []
    names: list[str | None] = []
    for part in text.split(","):
        code, bar, name = part.partition(NAME_BAR)
        codes.append(code)
        names.append(name if bar else None)
    return ",".join(codes), names


def join_names(code: str, names: str | list[str | None] | None) -> str:
    """Write codes and names back as one value, with the bar of the manual."""
    if names is None:
        return code
    if isinstance(names, str):
        return f"{code}{NAME_BAR}{names}"
    codes = code.split(",")
    return ",".join(c if n is None else f"{c}{NAME_BAR}{n}" for c, n in zip(codes, names, strict=True))
