"""Takes secrets and personal data out of texts that leave the program's hands: log lines, messages for support."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from frontol_desk.domain.personal import HIDDEN, mask_personal

_ESCAPE = re.compile("%[0-9A-F]{2}")
_SHORT = 4


def _pattern(secret: str) -> str:
    """Match the secret anywhere; a very short one only as a word of its own, or it would eat half the log."""
    escaped = re.escape(secret)
    return escaped if len(secret) >= _SHORT else rf"(?<!\w){escaped}(?!\w)"


def _forms(secret: str) -> set[str]:
    """Return a secret as it may stand in a text: plain, inside an address, inside JSON or a Python literal."""
    addresses = {quote(secret, safe=""), quote(secret), quote_plus(secret)}
    literals = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    lower = {_ESCAPE.sub(lambda found: found.group().lower(), form) for form in addresses}
    return {secret, *addresses, *lower, *literals}


class Mask:
    """Call it with a text to get the text without the secrets it was given and without personal data."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets if secret for form in _forms(secret)}
        longest_first = sorted(known, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(_pattern, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """Return `text` with everything masked that must not be read by others."""
        if self._secrets:
            text = self._secrets.sub(HIDDEN, text)
        return mask_personal(text)
