"""Opens what the system has viewers for: a copy of an archived original, a kassa's folder on the exchange server."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from frontol_desk.domain.report import FileDetail
from frontol_desk.domain.values import SourceFolder
from frontol_desk.settings.model import Settings
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


def show_folder(session: Session, folder: SourceFolder) -> None:
    """Show what lies in a kassa's response folder, in whatever the system opens such addresses with."""
    if session.desk is None:
        return
    settings = session.desk.settings  # the simulated kassas have a server of their own
    QDesktopServices.openUrl(_address_of(settings, folder))


def _address_of(settings: Settings, folder: SourceFolder) -> QUrl:
    ftp = settings.ftp
    if settings.exchange.transport == "folder" and settings.exchange.root is not None:
        place = settings.exchange.root.joinpath(ftp.response_dir.strip("/"), folder.kassa, folder.folder)
        return QUrl.fromLocalFile(str(place))
    address = QUrl()
    address.setScheme("ftp")
    address.setHost(ftp.host or "")
    address.setPort(ftp.port)
    address.setPath(f"{ftp.response_dir.rstrip('/')}/{folder}")
    return address
