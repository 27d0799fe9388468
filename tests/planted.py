"""Secrets and personal data made to be found: plant them, collect every output, search it for each of their forms."""

from __future__ import annotations

import base64
import gzip
import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

SECRETS = {
    "database": "Pl4nted/DB?pa:ss@w#rd%&+ё",
    "ftp": "Pl4nted\\FTP\"p'ass wörd;{}$x",
    "wrong": "Pl4nted~wrong~p4ssword",
    "typed": "Pl4nted=typed=p4ssword",
    "imported": "Pl4nted-imported-p4ssword",
    "vault token": "hvs.Pl4ntedTokenOfVault",
    "aws key": "Pl4ntedAwsSecretAccessKey/abc",
    "privacy key": "Pl4ntedPrivacyKey-0123456789-abcdefghij",
    "archive key": "AGE-SECRET-KEY-1PL4NTED",
}
"""Distinct in every output; the key of the archive only begins so, the test makes a real one."""

PERSONAL = {
    "phone": "+79161234567",
    "phone as written": "8 (926) 765-43-21",
    "card": "4276380012345674",
    "e-mail": "ivan.planted@example.ru",
}


def forms(text: str) -> set[str]:
    """Return how a text may be written: as it is, in an address, in JSON, in HTML, on a button, in base64, as hex."""
    raw = text.encode()
    escaped = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]}
    encoded = {quote(text, safe=""), quote(text), quote_plus(text), raw.hex(), base64.b64encode(raw).decode()}
    marked_up = {html.escape(text), html.escape(text, quote=False), text.replace("&", "&&"), text[::-1]}
    return {text} | escaped | encoded | marked_up


@dataclass
class Harvest:
    """Outputs by name; `found` tells where something planted came up."""

    outputs: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: object) -> None:
        """Take in an output; of the same name there may be several."""
        self.outputs[f"{len(self.outputs)} {name}"] = str(content)

    def add_files(self, folder: Path, called: str) -> None:
        """Take in all files of a folder, packed ones unpacked, and their names."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = f"{called}/{path.relative_to(folder).as_posix()}"
                self.add(name, f"{name}\n{_content(path)}")

    def found(self, planted: Mapping[str, str]) -> dict[str, list[str]]:
        """Return for each planted text that came up in whatever form the names of the outputs."""
        hits = {name: list(self._holding(text)) for name, text in planted.items()}
        return {name: outputs for name, outputs in hits.items() if outputs}

    def _holding(self, planted: str) -> Iterator[str]:
        wanted = forms(planted)
        return (name for name, output in self.outputs.items() if any(form in output for form in wanted))


def _content(path: Path) -> str:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    return raw.decode("utf-8", "replace") + raw.decode("cp1251", "replace")
