"""Icons by name in the colours of the scheme in use."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton

from frontol_desk.domain.resources import resource
from frontol_desk.ui.theme.icon_files import icon_path
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import Scheme


def icon(name: str, tone: str = "text", *, wide: bool = False) -> QIcon:
    """Return an icon in the colour of a token, pale when disabled. Ask again when the theme changed."""
    return _icon(name, tone, current().scheme, wide)


@cache
def _icon(name: str, tone: str, scheme: Scheme, wide: bool) -> QIcon:
    path = icon_path(name, tone, scheme, wide=wide)
    made = QIcon(path)
    # Without a drawing of its own Qt would mix the selection colour into a selected icon.
    made.addFile(path, mode=QIcon.Mode.Selected)
    made.addFile(icon_path(name, "faint", scheme, wide=wide), mode=QIcon.Mode.Disabled)
    return made


def pixmap(name: str, tone: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of `size` device-independent pixels; quick enough for delegates."""
    return _pixmap(name, tone, size, ratio, current().scheme)


@cache
def _pixmap(name: str, tone: str, size: int, ratio: float, scheme: Scheme) -> QPixmap:
    return _icon(name, tone, scheme, False).pixmap(QSize(size, size), ratio)


@cache
def app_icon() -> QIcon:
    """Return the application's icon."""
    return QIcon(str(resource("icons/app.svg")))


class _Keeper(QObject):
    """Gives its parent the icon again after a change of colours, as long as the parent lives."""

    def __init__(self, target: QAction | QAbstractButton, name: str, tone: str) -> None:
        super().__init__(target)
        self._target = target
        self.name = name
        self.tone = tone
        current().changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Set the icon in today's colours."""
        self._target.setIcon(icon(self.name, self.tone, wide=_asks_for_wide(self._target)))


def _asks_for_wide(target: QAction | QAbstractButton) -> bool:
    size = target.iconSize() if isinstance(target, QAbstractButton) else QSize()
    return size.width() > size.height()


def keep_icon(target: QAction | QAbstractButton, name: str, tone: str = "text") -> None:
    """Give a button or an action an icon that follows the theme; call again to change it."""
    for keeper in target.findChildren(_Keeper, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if (keeper.name, keeper.tone) != (name, tone):
            keeper.name, keeper.tone = name, tone
            keeper.renew()
        return
    _Keeper(target, name, tone)


def renew_icon(target: QAction | QAbstractButton) -> None:
    """Set a kept icon again, after the size of the icon changed."""
    for keeper in target.findChildren(_Keeper, options=Qt.FindChildOption.FindDirectChildrenOnly):
        keeper.renew()
