"""Marking an answer that grew, over a line that breaks: whatever was done, the answer is found and loaded again."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Acknowledge
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.folder import FolderTransport
from frontol_desk.exchange.service import ExchangeService

FOLDER = SourceFolder("P13", "P13")
LOADED, MORE = b"#\n1\n1\n1;\n", b"2;\n"


class BreakingTransport(FolderTransport):
    """The kassa writes on while its answer is set aside; the line breaks as that is undone, done or not."""

    def __init__(self, root: Path, *, done: bool) -> None:
        super().__init__(root)
        self._done = done
        self._renamed = 0

    async def rename(self, old: str, new: str) -> None:
        """Rename, or not."""
        self._renamed += 1
        if self._renamed != 2 or self._done:
            await super().rename(old, new)
        if self._renamed == 1:
            with self._place(new).open("ab") as file:
                file.write(MORE)
        if self._renamed == 2:
            raise DeskError(ErrorCode.FTP_CONNECTION)


@pytest.mark.parametrize("done", [False, True])
async def test_an_answer_that_grew_gets_its_name_back(tmp_path: Path, done: bool) -> None:
    place = tmp_path / "response" / "P13" / "P13"
    place.mkdir(parents=True)
    (place / "answer.txt").write_bytes(LOADED)
    service = ExchangeService(BreakingTransport(tmp_path, done=done))
    with pytest.raises(DeskError, match="FTP_CONNECTION"):
        await service.acknowledge(FOLDER, "answer.txt", len(LOADED), Acknowledge.RENAME)
    result = await service.acknowledge(FOLDER, "answer.txt", len(LOADED), Acknowledge.RENAME, repeated=True)
    assert (result.grew, result.file and result.file.name) == (True, "answer.txt")
    assert [path.name for path in place.iterdir()] == ["answer.txt"]
    assert (place / "answer.txt").read_bytes() == LOADED + MORE
