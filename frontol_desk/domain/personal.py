"""Personal data in free text: phone numbers, e-mails and card numbers, found by their form and hidden.

A number is hidden when in doubt; what the program itself writes a lot (hashes, ids, moments, barcodes of goods) is
known by its form and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

HIDDEN = "***"
_GAP = r"[ \t\u00a0\u2007\u2009\u202f.\-\u2010-\u2015\u2212]"
_BARCODE_DIGITS = 13
_IN_SHOP = re.compile(r"0[245]|2|9[89]")
"""How GS1 numbers begin that a shop gives itself: its own cards are among them, goods of a maker are not."""

_KEPT = r"""
    \b(?=[0-9]*[a-f])[0-9a-f]{32,128}\b |
    \b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b |
    \b[0-7](?=[0-9]*[A-Z])[0-9A-HJKMNP-TV-Z]{25}\b |
    (?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[T_-]?(?:[01]\d|2[0-3])(?:[0-5]\d){1,2}(?!\d)
"""
"""Hashes, UUIDs, ids of runs, moments without separators."""
_PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):[^\s]+@")
_EMAIL = r"[^\s@<>()\[\]{}«»“”\"',;:=/\\|¦*]{1,64}@[\w-]+(?:\.[\w-]+)+"
_MARKED = r"(?<!\w)[@\#$](?:\+?7)?\d{5,}"
_CODED = "|".join(rf"\([3-9]\d{{{code - 1}}}\)(?:{_GAP}?\d){{{10 - code}}}" for code in (3, 4, 5))
"""A number behind the code of its town, which has three to five digits."""
_NO_CENTS = r"(?![.,]\d\d(?!\d))"
_PHONE = rf"""
    \+7(?:{_GAP}?[()]?{_GAP}?\d){{10}}(?!\d) |
    \+\d(?:{_GAP}?[()]?{_GAP}?\d){{9,14}}(?!\d) |
    (?<!\d)(?<!\d\.)[78]{_GAP}?(?:[3-9]\d\d(?:{_GAP}?\d){{7}}|{_CODED})(?!\d){_NO_CENTS} |
    (?<!\d)(?:{_CODED})(?!\d) |
    (?<!\d)(?<!\d\.)9\d\d{_GAP}?\d\d\d{_GAP}?\d\d{_GAP}?\d\d(?!\d){_NO_CENTS}
"""
_CARD = rf"""
    (?<!\d)\d{{12,19}}(?!\d) |
    (?<!\d)(?=(?:{_GAP}?\d){{13,19}}(?!{_GAP}?\d))\d{{3,}}(?P<gap>{_GAP})\d{{3,}}(?:(?P=gap)\d+)+(?!\d) |
    (?<!\d)\d{{4}}(?P<same>{_GAP})\d{{4}}(?P=same)\d{{4}}(?!\d)
"""
_ANY = re.compile(
    rf"(?P<kept>{_KEPT})|(?P<email>{_EMAIL})|(?P<marked>{_MARKED})"
    rf"|(?P<phone>{_PHONE})|(?P<card>{_CARD})",
    re.VERBOSE,
)
_SUSPICIOUS = re.compile(r"@|\d{4}|\d\D{1,3}\d\d")


def mask_personal(text: str) -> str:
    """Return `text` with personal data and passwords inside addresses hidden.

    The last digits of a phone (two) and of a card (four) stay: they help to find the case.
    """
    return replace_personal(_PASSWORD.sub(rf"\1:{HIDDEN}@", text), _masked)


def replace_personal(text: str, become: Callable[[str, str], str]) -> str:
    """Return `text` with all personal data replaced: `become` gets its kind and how it is written.

    Kinds are ``email``, ``phone``, ``card`` and ``marked``, a card number behind its sign (@ barcode, # magnetic
    stripe, $ phone).
    """

    def replaced(found: re.Match[str]) -> str:
        whole, kind = found.group(), found.lastgroup or ""
        return whole if kind == "kept" or (kind == "card" and _is_goods(whole)) else become(kind, whole)

    return _ANY.sub(replaced, text) if _SUSPICIOUS.search(text) else text


def _masked(kind: str, found: str) -> str:
    digits = "".join(filter(str.isdigit, found))
    return HIDDEN + {"email": "", "card": digits[-4:]}.get(kind, digits[-2:])


def _is_goods(number: str) -> bool:
    """Tell whether a number is the barcode (EAN-13) of goods of a maker, and no card number by Luhn's rule."""
    if len(number) != _BARCODE_DIGITS or not number.isdigit() or _IN_SHOP.match(number):
        return False
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number))
    return weighed % 10 == 0 and not luhn(number)


def luhn(number: str) -> bool:
    """Tell whether digits satisfy the check of payment cards (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
