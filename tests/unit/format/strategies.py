"""Generated export files: every layout, every dialect and encoding, ordinary and odd values, rubbish in between."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from frontol_desk.format.encoding import LABELS, encoding_named
from frontol_desk.format.layout import COMMON_FIELDS, Field, Kind, Layout
from frontol_desk.format.registry import default_registry

UNKNOWN_TYPES = (0, -5, 999, 2**40)
TYPES = (*sorted(default_registry().types), *UNKNOWN_TYPES)
UNUSUAL_SIGNS = (
    "\v",
    "\f",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    "\r",
    "\0",
    "\\",
    "\\N",
    "\\.",
    "\t",
    '"',
    "'",
    "\ufeff",
)
FITTING: dict[Kind, tuple[str, ...]] = {
    Kind.INT: ("0", "-0", "007", "-007", "9" * 18, str(2**63 - 1), str(-(2**63)), "0" * 900, "000000000002"),
    Kind.DECIMAL: (
        "0",
        "-0",
        "-0,00",
        "-0.0",
        "0,325",
        "0.325",
        "1,50",
        "1,5",
        "-01,5",
        "9" * 30,
        "0,000000000000000000000001",
    ),
    Kind.DATE: ("30.12.1899", "29.02.2024", "01.01.0001", "31.12.9999"),
    Kind.TIME: ("8:56:44", "08:56:44", "00:00:00", "23:59:59"),
    Kind.DATETIME: (
        "30.12.1899",
        "30.12.1899 10:00:00",
        "28.12.2025 00:00:00",
        "28.12.2025 08:05:09",
        "28.12.2025 8:05:09",
    ),
    Kind.TEXT: ("1¦a,2,3¦c", "a,b¦", "1¦a¦b", "12|name", "30.12.1899", "$+79990000000", '{"a": 1}', *UNUSUAL_SIGNS),
}
ODD = (
    *(
        "+7",
        "1_000",
        "1 000",
        "NaN",
        "infinity",
        "Infinity",
        "1e5",
        "0x10",
        "٣",
        "9" * 19,
        str(2**63),
        "1" * 1001,
        "0" * 1500,
    ),
    *(",5", "5,", "1,2,3", "12345678901234567890,123456789012345678901"),
    *(
        "31.02.2025",
        "1.1.2025",
        "00.00.0000",
        "now",
        "today",
        "28.12.2025 ",
        "2025-12-28",
        "24:00:00",
        "23:59:60",
        "1:2:3",
    ),
    *("12¦имя", "¦", "¦имя", "12¦", "007¦x", "7|x"),
    *(f"x{sign}y" for sign in UNUSUAL_SIGNS),
)


@dataclass(frozen=True)
class Style:
    """How one generated file is written."""

    encoding: str
    line_end: str
    mark: str
    padded_hours: bool
    padded_codes: bool
    length: int | None


styles = st.builds(
    Style,
    encoding=st.sampled_from(LABELS),
    line_end=st.sampled_from(("\r\n", "\n")),
    mark=st.sampled_from(",."),
    padded_hours=st.booleans(),
    padded_codes=st.booleans(),
    length=st.sampled_from((None, None, 27, 36, 42, 44, 50)),
)


def _plain(field: Field, style: Style, seed: int) -> str:
    """Return an ordinary value of a field; every fourth is empty."""
    if seed % 4 == 3 and field.n > 5:
        return ""
    day, hour = f"{seed % 28 + 1:02}.12.2025", seed % 24
    moment = f"{hour:02}:05:09" if style.padded_hours else f"{hour}:05:09"
    match field.kind:
        case Kind.INT:
            return f"{seed:012}" if style.padded_codes and field.named else str(seed)
        case Kind.DECIMAL:
            return f"{seed}{style.mark}{seed % 100:02}" if seed % 3 else str(-seed)
        case Kind.DATE:
            return day
        case Kind.TIME:
            return moment
        case Kind.DATETIME:
            return f"{day} {moment}" if seed % 2 else day
        case _:
            return ("текст", "0104600494694912", "name", "¤")[seed % 4]


def _cells(transaction_type: int, layout: Layout, style: Style, seed: int) -> list[str]:
    cells = [_plain(field, style, seed * 7 + field.n) for field in layout.fields]
    cells[3] = str(transaction_type)
    cells[4] = str(seed % 3 + 1)
    length = style.length or layout.usual_length
    return (cells + [""] * length)[:length]


_signs = st.characters(exclude_characters="\n;", exclude_categories=["Cs"])
anything = st.one_of(st.sampled_from(ODD), st.text(_signs, max_size=8), st.just(""))


@st.composite
def _odd_value(draw: st.DrawFn, field: Field | None, text: str) -> str:
    """Return something unusual for a field, in most cases a value that is allowed there."""
    kind = draw(st.integers(0, 5))
    if field is None or kind == 0:
        return draw(anything)
    if field.named and kind < 4:
        text = draw(st.sampled_from((text, "007", "")))
        return f"{text}{draw(st.sampled_from('¦¦|'))}{draw(st.text(_signs, max_size=5))}"
    return draw(st.sampled_from(FITTING[field.kind]))


@st.composite
def _odd_cells(draw: st.DrawFn, layout: Layout, cells: list[str]) -> list[str]:
    """Spoil up to three fields, and sometimes the number of fields."""
    cells = list(cells)
    for index in draw(st.lists(st.integers(0, len(cells) - 1), max_size=3)):
        field = layout.fields[index] if index < len(layout.fields) else None
        cells[index] = draw(_odd_value(field, cells[index]))
    length = draw(st.one_of(*[st.just(len(cells))] * 3, st.integers(1, 60), st.just(COMMON_FIELDS)))
    surplus = draw(anything) if length > len(cells) else ""
    return (cells + [surplus] * length)[:length]


@st.composite
def _lines(draw: st.DrawFn, style: Style) -> str:
    transaction_type = draw(st.sampled_from(TYPES))
    layout = default_registry().layout_of(transaction_type)
    cells = _cells(transaction_type, layout, style, draw(st.integers(0, 9999)))
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.text(_signs, max_size=20).filter(lambda text: text.rstrip("\r") not in ("#", "@")))
    if kind >= 6:
        cells = draw(_odd_cells(layout, cells))
    return ";".join(cells) + ("" if kind == 9 else ";")


@st.composite
def _headers(draw: st.DrawFn, end: str) -> str:
    value = st.text(st.characters(exclude_characters="\n\r\0;", exclude_categories=["Cs"]), min_size=1, max_size=12)
    values = value.filter(lambda text: text not in ("#", "@"))
    parts = (draw(st.sampled_from("#@")), draw(st.one_of(st.just(""), values)), draw(values))
    return "".join(part + end for part in parts)


@st.composite
def export_files(draw: st.DrawFn) -> bytes:
    """Return the bytes of a file with one export or several, some lines ending unusually, the last perhaps cut."""
    style = draw(styles)
    ends = st.sampled_from((style.line_end,) * 8 + ("\r\n", "\n"))
    text, last = draw(_headers(style.line_end)), "header"
    for _ in range(draw(st.integers(1, 3))):
        for line in draw(st.lists(_lines(style), max_size=8)):
            text, last = text + line + draw(ends), line
        if draw(st.booleans()):
            text, last = text + draw(_headers(style.line_end)), "header"
    encoding = encoding_named(style.encoding)
    data = encoding.mark + text.encode(encoding.codec, "replace")
    cut = draw(st.sampled_from((0, 0, 0, 0, 1, 2, 3, 4))) if len(last) > 4 and last != "header" else 0
    return data[: len(data) - cut]
