"""Opens the archived original of a file in the system's own viewer, as a copy that nobody minds being changed."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from frontol_desk.domain.report import FileDetail
from frontol_desk.ui.session import Session


def show_original(session: Session, detail: FileDetail | None) -> None:
    """Open a file of the queue, if it has come as far as the archive."""
    desk = session.desk
    if desk is None or detail is None or detail.sha256 is None:
        return
    sha256, name = detail.sha256, f"{detail.source_folder.replace('/', ' ')} {detail.file or 'response.txt'}"

    async def show() -> None:
        copy = await desk.copy_original(sha256, name)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))

    session.run(show(), "open original")
