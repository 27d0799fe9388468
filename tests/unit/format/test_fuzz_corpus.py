"""The inputs that the fuzzer found worth keeping, without the fuzzer."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz.oracle import check
from tests.fuzz.reader import CORPUS


def test_the_corpus_holds() -> None:
    files: list[Path] = sorted(CORPUS.iterdir())
    assert len(files) > 30
    for file in files:
        check(file.read_bytes())
