"""Takes secrets and personal data out of texts that leave the program's hands: log lines, messages for support."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "***"
_SHORT = 4

_PERSONAL = (
    (re.compile(r"(?<=://)([^\s:/@]*):[^\s@]+@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
    (re.compile(r"(?<![\w.])(?:\+7|8)[ -]?\(?\d{3}\)?[ -]?\d{3}[ -]?\d{2}[ -]?(\d{2})(?![\w.])"), rf"{HIDDEN}\1"),
    (re.compile(r"(?<![\w.])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{0,3}(\d{4})(?![\w.])"), rf"{HIDDEN}\1"),
)
"""Passwords inside addresses, e-mails, Russian phone numbers, card numbers; the last digits help to find the case."""


def _pattern(secret: str) -> str:
    """Match the secret anywhere; a very short one only as a word of its own, or it would eat half the log."""
    escaped = re.escape(secret)
    return escaped if len(secret) >= _SHORT else rf"(?<!\w){escaped}(?!\w)"


class Mask:
    """Call it with a text to get the text without the secrets it was given and without personal data."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}
        longest_first = sorted(known, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(_pattern, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """Return `text` with everything masked that must not be read by others."""
        if self._secrets:
            text = self._secrets.sub(HIDDEN, text)
        for pattern, replacement in _PERSONAL:
            text = pattern.sub(replacement, text)
        return text
