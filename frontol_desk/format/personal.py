"""Personal data of a line replaced by keyed hashes, before anything else sees the line.

The same number gives the same hash wherever and however it is written, so that customers can still be counted; without
the key (HMAC-SHA-256) no number can be tried against it. Which fields are personal their declarations say; fields that
no declaration describes lose whatever looks personal, lines that cannot be placed and types that nobody knows every
longer number, too.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from frontol_desk.domain.personal import replace_personal
from frontol_desk.format.layout import Layout, Personal
from frontol_desk.format.registry import TYPE_INDEX, UNRECOGNIZED, Registry
from frontol_desk.format.rows import DELIMITER

_TOKEN = "hmac-"  # noqa: S105 - how a hash begins
_HASHED = re.compile(r"hmac-[a-p]{32}")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
"""Hashes have no digits: nothing that looks for numbers may ever take one for such."""
_NOTHING = ("", "0")
_ZERO = b"0"
_BARS = re.compile(r"([|¦])")
_BULLETS = re.compile(r"([•¤¦])")
_NAME_BAR = re.compile("([¦|\udca6])")
"""A lone byte A6h is the bar of a line in Windows-1251 among others in UTF-8."""
_CODE = re.compile(r"-?[0-9]*")
_SIGNED = re.compile(r"(?<=[;|¦])[@#$]\d+")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{10,}(?!\d)")
_WHOLE_HEAD = re.compile(r"-?\d{1,18};\d\d\.\d\d\.\d{4};[\d:]*;\d{1,9};")
_PHONE = re.compile(r"\+?[\d ().\-\u00a0\u2010-\u2015]{10,24}")
_MOBILE_DIGITS = 10
_PHONE_DIGITS = 11
_MOST_TYPES = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Positions on a split line, from 0, and what is personal there; nobody knows what stands from `length` on."""

    fields: tuple[tuple[int, Personal], ...]
    length: int


class PersonalHasher:
    """Hashes the personal data of lines with one key (bytes, 32 of them); `fingerprint` tells keys apart."""

    def __init__(self, key: bytes, registry: Registry) -> None:
        self.fingerprint = hmac.digest(key, b"frontol-desk: which key", "sha256").hex()[:16]
        self._key = key
        self._registry = registry
        self._plans: dict[bytes, Plan | None] = {}
        self._ways: dict[Personal, Callable[[str], str]] = {
            "cards": lambda text: _each(_BARS, text, self._card),
            "values": lambda text: _each(_BULLETS, text, self._contact),
            "contact": self._contact,
            "name": self._name,
            "free": self._free,
        }

    def blocks(self, blocks: Iterable[tuple[bytes, int]]) -> Iterator[tuple[bytes, int]]:
        """Pass on blocks of whole lines (UTF-8) with their personal data replaced."""
        for block, done in blocks:
            yield b"\n".join(map(self.line, block.split(b"\n"))), done

    def line(self, line: bytes) -> bytes:
        """Replace what is personal in a line (UTF-8, its line end may be there) by its type's declaration."""
        head = line.split(DELIMITER, TYPE_INDEX + 1)
        if len(head) <= TYPE_INDEX + 1:
            return line
        try:
            plan = self._plans[head[TYPE_INDEX]]
        except KeyError:
            plan = self._plan(head[TYPE_INDEX])
        if plan is None:
            return self.anything(line)
        return self._by_plan(line, plan)

    def anything(self, line: bytes) -> bytes:
        """Replace whatever looks personal in a line that nobody can place; what makes its key stays readable."""
        hashed = self._anything(line)
        body = line.rstrip(b"\0")
        if b"\0" not in body:
            return hashed
        bare = body.replace(b"\0", b"")  # UTF-16 in a file of another encoding: zeros stand between all digits
        found = self._anything(bare)
        return hashed if found == bare else found + line[len(body) :]

    def _anything(self, line: bytes) -> bytes:
        text = line.decode("utf-8", "surrogateescape")
        head = found.end() if (found := _WHOLE_HEAD.match(text)) else 0
        return (text[:head] + self.text(text[head:])).encode("utf-8", "surrogateescape")

    def text(self, text: str) -> str:
        """Replace whatever looks personal in a text, every longer number too."""
        signed = _SIGNED.sub(lambda found: self._card(found.group()), self._free(text))
        return _LONG_NUMBER.sub(lambda found: self._hash(found.group()), signed)

    def value(self, personal: Personal, text: str) -> str:
        """Replace what is personal in the value of such a field."""
        return self._ways[personal](text)

    def _plan(self, type_text: bytes) -> Plan | None:
        """Return where personal data stand on lines of a type; None where nobody knows."""
        plan = plan_of(layout) if (layout := self._layout(type_text)) else None
        if len(self._plans) < _MOST_TYPES:
            self._plans[type_text] = plan
        return plan

    def _layout(self, type_text: bytes) -> Layout | None:
        try:
            found = self._registry.layout_of(int(type_text))
        except ValueError:
            return None
        return None if found is UNRECOGNIZED else found

    def _by_plan(self, line: bytes, plan: Plan) -> bytes:
        cells = line.split(DELIMITER)
        for place, personal in plan.fields:
            if place < len(cells) and (cell := cells[place]) and cell != _ZERO:
                cells[place] = self._cell(personal, cell)
        for place in range(plan.length, len(cells)):
            cells[place] = self._cell("free", cells[place])
        return DELIMITER.join(cells)

    def _cell(self, personal: Personal, cell: bytes) -> bytes:
        text = cell.decode("utf-8", "surrogateescape")
        end = "\r" if text.endswith("\r") else ""
        return (self.value(personal, text.removesuffix("\r")) + end).encode("utf-8", "surrogateescape")

    def _card(self, text: str) -> str:
        """Hash a card number; its sign (@ barcode, # magnetic stripe, $ phone) stays."""
        sign = text[0] if text[:1] in ("@", "#", "$") and text[1:] else ""
        number = text[len(sign) :]
        return sign + self._hash(_phone(number) if sign == "$" else number)

    def _contact(self, text: str) -> str:
        return self._hash(text.strip().casefold() if "@" in text else _phone(text))

    def _name(self, text: str) -> str:
        """Hash the name behind a code, and what stands in its place."""
        code, *rest = _NAME_BAR.split(text, maxsplit=1)
        code = code if _CODE.fullmatch(code) else self._hash(code)
        return code + rest[0] + self._hash(rest[1]) if rest else code

    def _free(self, text: str) -> str:
        return replace_personal(
            text, lambda kind, found: self._card(found) if kind == "marked" else self._contact(found)
        )

    def _hash(self, text: str) -> str:
        if text in _NOTHING or _HASHED.fullmatch(text):
            return text
        digest = hmac.digest(self._key, text.encode("utf-8", "surrogateescape"), hashlib.sha256)
        return _TOKEN + digest.hex()[:32].translate(_LETTERS)


def holds_hashes(line: str) -> bool:
    """Tell whether something in a line is a hash of ours."""
    return _HASHED.search(line) is not None


def plan_of(layout: Layout) -> Plan:
    """Return which fields of a layout are personal."""
    fields = tuple((field.n - 1, field.personal) for field in layout.fields if field.personal)
    return Plan(fields, len(layout.fields))


def _each(separators: re.Pattern[str], text: str, become: Callable[[str], str]) -> str:
    """Replace the parts between separators, which stay."""
    return "".join(part if place % 2 else become(part) for place, part in enumerate(separators.split(text)))


def _phone(text: str) -> str:
    """Return a phone number as its digits with the country's code (8 and none mean Russia); else the text itself."""
    if not _PHONE.fullmatch(text):
        return text
    digits = "".join(filter(str.isdigit, text))
    if text[0] == "+":
        return digits
    if len(digits) == _MOBILE_DIGITS:
        return f"7{digits}"
    return f"7{digits[1:]}" if len(digits) == _PHONE_DIGITS and digits[0] == "8" else digits
