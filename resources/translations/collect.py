"""Collects the window's texts for translation: runs Qt's lupdate over the window's source into both .ts files.

The result is the same wherever it runs: the source's files in order of name, no places in the .ts files.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WINDOW = Path("frontol_desk/ui")
TOOL = Path(sys.executable).with_name("pyside6-lupdate" + (".exe" if sys.platform == "win32" else ""))
OPTIONS = ("-silent", "-no-obsolete", "-locations", "none", "-source-language", "en")
LANGUAGES = {"en": ("-pluralonly",), "ru": ()}
COUNT = 3


def plain_counts(source: bytes) -> bytes:
    """Replace the number of every plural text by 1: lupdate overlooks a text whose number is an expression."""
    starts = [0, *accumulate(len(line) for line in source.splitlines(keepends=True))]
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and len(node.args) > COUNT]
    counts = [call.args[COUNT] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "translate"]
    for count in sorted(counts, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        first = starts[count.lineno - 1] + count.col_offset
        last = starts[(count.end_lineno or 0) - 1] + (count.end_col_offset or 0)
        source = source[:first] + b"1" + source[last:]
    return source


def copy_source(target: Path) -> list[str]:
    """Copy the window's source with plain counts; return the files in order of name."""
    names = sorted(path.relative_to(ROOT) for path in (ROOT / WINDOW).rglob("*.py"))
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(plain_counts((ROOT / name).read_bytes()))
    return [name.as_posix() for name in names]


def collect(language: str) -> Path:
    """Bring one language's .ts file up to date with the source; what is translated stays."""
    target = HERE / f"frontol_desk_{language}.ts"
    with tempfile.TemporaryDirectory() as copy:
        options = [*OPTIONS, *LANGUAGES[language], "-target-language", language]
        command = [str(TOOL), *options, *copy_source(Path(copy)), "-ts", str(target)]
        subprocess.run(command, cwd=copy, check=True, timeout=120)  # noqa: S603
    return target


if __name__ == "__main__":
    print(*(collect(language) for language in LANGUAGES), sep="\n")  # noqa: T201
