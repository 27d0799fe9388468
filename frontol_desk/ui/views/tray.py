"""The icon in the system's tray, where there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.tray import Notice, TrayState, TrayStatus
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.icons import app_icon
from frontol_desk.ui.translation import translate

_NAME = "Frontol Desk"
_SIZES = (16, 20, 24, 32, 48)
_SHOWN_MS = 8_000


class Tray(QObject):
    """State, progress and news in the tray. Where the system has none, everything else works as well.

    A notification is sent only while no window of the program has the focus: who looks at it sees the same there.
    """

    open_window = Signal()
    load_yesterday = Signal()
    quit_program = Signal()

    def __init__(self, session: Session, loads: LoadsPresenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.status = TrayStatus(session, loads, self)
        self.menu = QMenu()
        self._open, self._load, self._quit = (QAction(self.menu) for _ in range(3))
        self.menu.addActions([self._open, self._load])
        self.menu.addSeparator()
        self.menu.addAction(self._quit)
        self.menu.installEventFilter(self)
        self.menu.aboutToShow.connect(self._allow)
        self._shown_state: TrayState | None = None
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self._connect()
        self.retranslate()
        self._come_or_go()

    @property
    def available(self) -> bool:
        """Tell whether the settings want an icon, and the system shows any."""
        return self._session.settings.features.tray and QSystemTrayIcon.isSystemTrayAvailable()

    def hide(self) -> None:
        """Take the icon away."""
        self.icon.hide()

    def _come_or_go(self) -> None:
        self.icon.setVisible(self.available)

    def _connect(self) -> None:
        self._session.opened.connect(self._come_or_go)
        self._open.triggered.connect(self.open_window)
        self._load.triggered.connect(self.load_yesterday)
        self._quit.triggered.connect(self.quit_program)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.open_window)
        self.status.changed.connect(self._show)
        self.status.noticed.connect(self._notify)
        theme.current().changed.connect(self._repaint)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.open_window.emit()

    def _allow(self) -> None:
        self._load.setEnabled(self._session.is_open)

    def _show(self) -> None:
        if self.status.state is not self._shown_state:
            self._shown_state = self.status.state
            self.icon.setIcon(state_icon(self.status.state))
        self.icon.setToolTip(f"{_NAME}\n{self.status.tip}")

    def _repaint(self) -> None:
        """Draw the icon in the colours of the other scheme."""
        self._shown_state = None
        self._show()

    def _notify(self, notice: Notice) -> None:
        if not self.icon.isVisible() or QApplication.activeWindow() is not None:
            return
        kind = QSystemTrayIcon.MessageIcon.Warning if notice.trouble else QSystemTrayIcon.MessageIcon.Information
        self.icon.showMessage(notice.title, notice.text, kind, _SHOWN_MS)

    def retranslate(self) -> None:
        """Set every text anew."""
        self._open.setText(translate("Tray", "Open Frontol Desk"))
        self._load.setText(translate("Tray", "Load yesterday"))
        self._quit.setText(translate("Tray", "Quit"))
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Hear of a change of language from the menu, the only widget here."""
        if watched is self.menu and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return super().eventFilter(watched, event)


def state_icon(state: TrayState) -> QIcon:
    """Return the program's icon, marked while it loads (an arrow on a disc) and after trouble (a triangle)."""
    if state is TrayState.IDLE:
        return app_icon()
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_marked(size, state))
    return made


def _marked(size: int, state: TrayState) -> QPixmap:
    pixmap = app_icon().pixmap(QSize(size, size), 1.0)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(size * 0.44, size * 0.44, size * 0.56, size * 0.56)
    painter.setPen(QPen(QColor(Qt.GlobalColor.white), max(1.0, size / 16)))
    if state is TrayState.RUNNING:
        _paint_running(painter, box)
    else:
        painter.setBrush(QColor(theme.current().tokens.red))
        painter.drawPolygon(_triangle(box))
    painter.end()
    return pixmap


def _paint_running(painter: QPainter, box: QRectF) -> None:
    """Paint an arrow that points down on a disc."""
    painter.setBrush(QColor(theme.current().tokens.green))
    painter.drawEllipse(box)
    inner = box.adjusted(box.width() * 0.3, box.width() * 0.34, -box.width() * 0.3, -box.width() * 0.26)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(Qt.GlobalColor.white))
    painter.drawPolygon(QPolygonF([inner.topLeft(), inner.topRight(), QPointF(inner.center().x(), inner.bottom())]))


def _triangle(box: QRectF) -> QPolygonF:
    inner = box.adjusted(1, 1, -1, -1)
    return QPolygonF([QPointF(inner.center().x(), inner.top()), inner.bottomRight(), inner.bottomLeft()])
