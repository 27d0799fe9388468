"""Files that exist in memory only, under ``:/``: the style sheet names recoloured icons by path, the disk has none.

The layout is that of Qt's resource compiler, format version 1: a tree of nodes, the names, and the contents.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from PySide6.QtCore import qRegisterResourceData

_DIRECTORY = 0x02
_FORMAT = 1
_ANY_COUNTRY = 0
_ANY_LANGUAGE = 1
_kept: list[tuple[bytes, bytes, bytes]] = []


@dataclass
class _Node:
    name: str = ""
    content: bytes | None = None
    children: dict[str, _Node] = field(default_factory=dict)


def register(files: Mapping[str, bytes]) -> None:
    """Make `files`, by their paths without the leading ``:/``, readable by Qt until the program ends."""
    root = _Node()
    for path, content in files.items():
        node = root
        for part in path.split("/"):
            node = node.children.setdefault(part, _Node(part))
        node.content = content
    data = _compiled(root)
    # Qt reads these bytes where they lie, so they must not go away.
    _kept.append(data)
    qRegisterResourceData(_FORMAT, *data)


def _compiled(root: _Node) -> tuple[bytes, bytes, bytes]:
    """Return tree, names and contents, breadth first, the children of a node sorted by hash as Qt searches them."""
    tree, names, contents = bytearray(), bytearray(), bytearray()
    places: dict[str, int] = {}
    numbers = count(1)
    queue = [root]
    for node in queue:
        if node.name not in places:
            places[node.name] = len(names)
            names += struct.pack(">HI", len(node.name), _hash(node.name)) + node.name.encode("utf-16-be")
        if node.content is None:
            children = sorted(node.children.values(), key=lambda child: _hash(child.name))
            first = next(numbers) if children else 0
            for _ in children[1:]:
                next(numbers)
            tree += struct.pack(">IHII", places[node.name], _DIRECTORY, len(children), first)
            queue += children
        else:
            tree += struct.pack(">IHHHI", places[node.name], 0, _ANY_COUNTRY, _ANY_LANGUAGE, len(contents))
            contents += struct.pack(">I", len(node.content)) + node.content
    return bytes(tree), bytes(names), bytes(contents)


def _hash(name: str) -> int:
    """Return Qt's hash of a file name."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
