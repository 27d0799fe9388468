"""An exchange folder that console and kassas share: what takes the place of an FTP server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SharedFolder:
    """The folder `root`; its paths begin with `base`, as those of an `FtpServer` do."""

    root: Path
    base: str = ""
    request_dir: str = "/request"
    response_dir: str = "/response"

    def make_folder(self, folder: str) -> tuple[Path, Path]:
        """Create request and response folder of ``KASSA/FOLDER``; return their local paths."""
        paths = self.root / "request" / folder, self.root / "response" / folder
        for path in paths:
            path.mkdir(parents=True, exist_ok=True)
        return paths
