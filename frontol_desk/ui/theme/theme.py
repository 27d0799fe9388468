"""The theme in use: follows the system's scheme or the user's wish, and dresses the application."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from frontol_desk.ui.theme.palette import palette_of
from frontol_desk.ui.theme.stylesheet import stylesheet_of
from frontol_desk.ui.theme.tokens import Scheme, Tokens, tokens_of

Wish = Literal["system", "light", "dark"]
POINTS: Final = 10
_PREFERRED: Final = "Inter"
_WISHED: Final = {"light": Scheme.LIGHT, "dark": Scheme.DARK}
_HINTS: Final = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """One per program, see `current`. `changed` is sent after the application wears the new colours."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wish: Wish = "system"
        self._scheme = Scheme.LIGHT
        self._app: QApplication | None = None

    @property
    def wish(self) -> Wish:
        """What the user asked for."""
        return self._wish

    @property
    def scheme(self) -> Scheme:
        """The scheme in use."""
        return self._scheme

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return tokens_of(self._scheme)

    def apply(self, app: QApplication) -> None:
        """Dress the application and keep it so, whatever the system changes to."""
        if self._app is app and app.styleSheet():
            self._follow()
            return
        self._app = app
        app.setStyle("Fusion")
        app.setFont(application_font(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._follow, Qt.ConnectionType.UniqueConnection)
        self._hint()
        self._scheme = self._wished()
        self._dress(app)

    def set_wish(self, wish: Wish) -> None:
        """Follow the system, or stay light or dark."""
        self._wish = wish
        self._hint()
        self._follow()

    def _hint(self) -> None:
        """Tell Qt the wish too: it draws the window's frame."""
        if self._app is not None:
            QGuiApplication.styleHints().setColorScheme(_HINTS[self._wish])

    def _wished(self) -> Scheme:
        if self._wish != "system":
            return _WISHED[self._wish]
        return system_scheme()

    def _follow(self) -> None:
        """Change the colours when the wished scheme is another one."""
        scheme = self._wished()
        if scheme is self._scheme:
            return
        self._scheme = scheme
        if self._app is not None:
            self._dress(self._app)
        self.changed.emit()

    def _dress(self, app: QApplication) -> None:
        app.setPalette(palette_of(self.tokens))
        app.setStyleSheet(stylesheet_of(self._scheme))


def system_scheme() -> Scheme:
    """Return the scheme the desktop is in; where it does not say, light."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Scheme.DARK if dark else Scheme.LIGHT


def application_font(system: QFont) -> QFont:
    """Return the system's font (Inter where a Linux desktop has it) at 10 points, figures all of one width."""
    font = QFont(system)
    if QGuiApplication.platformName() != "windows" and _PREFERRED in QFontDatabase.families():
        font.setFamilies([_PREFERRED])
    font.setPointSizeF(POINTS)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def wish_named(name: str) -> Wish:
    """Return the wish of that name; what is none follows the system."""
    return "light" if name == "light" else "dark" if name == "dark" else "system"


@cache
def current() -> Theme:
    """Return the program's theme."""
    return Theme()
