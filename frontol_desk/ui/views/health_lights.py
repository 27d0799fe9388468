"""The lights of the toolbar: exchange server, database, disk; each with a mark whose shape tells its state."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from frontol_desk.domain.overview import BreakerState, Probe, ProbeStatus
from frontol_desk.ui import formats
from frontol_desk.ui.models.resting import rest_hint, rest_light, rest_reason, rest_word
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.tokens import ICON_SMALL, INSIDE
from frontol_desk.ui.translation import Retranslated, translate

SHOWN = ("ftp", "database", "disk")
_TONES = {ProbeStatus.OK: "green", ProbeStatus.WARNING: "amber", ProbeStatus.ERROR: "red"}
_STROKE = 2.0
Sign = ProbeStatus | Literal["rest"] | None
"""How a neighbour stands: as it was found, left alone for a while, or not known."""


class HealthLights(Retranslated, QWidget):
    """A light for each neighbour; a click looks anew, at a server left alone too, the menu has the full check.

    Meanwhile the last finding stays.
    """

    def __init__(self, presenter: HealthPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._compact = self._marks_only = False
        self.again, self.full = QAction(self), QAction(self)
        self.again.triggered.connect(presenter.look)
        self.full.triggered.connect(presenter.full_check_wished)
        self.lights = {name: self._light() for name in SHOWN}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        for light in self.lights.values():
            row.addWidget(light)
        presenter.changed.connect(self.retranslate)
        theme.current().changed.connect(self.retranslate)
        self.retranslate()

    def set_compact(self, compact: bool, *, marks_only: bool = False) -> None:
        """Show marks and names only, or only the marks, for want of room."""
        if (compact, marks_only) != (self._compact, self._marks_only):
            self._compact, self._marks_only = compact, marks_only
            self.retranslate()

    def retranslate(self) -> None:
        """Show what is known."""
        known = {probe.name: probe for probe in self._presenter.probes}
        self.setAccessibleName(translate("Health", "Health"))
        self.again.setText(translate("Dashboard", "Check again"))
        self.full.setText(translate("Health", "Full check…"))
        for name, light in self.lights.items():
            probe, rest = known.get(name), self._presenter.rest if name == "ftp" else None
            called = probe_name(name, by_folder=self._presenter.by_folder)
            status = probe.status if probe else None
            light.setIcon(QIcon(mark("rest" if rest else status, self.devicePixelRatioF())))
            text = rest_light(called, rest) if rest else probe_summary(called, probe)
            light.setText("" if self._marks_only else called if self._compact else text)
            tip = rest_tip(called, rest) if rest else probe_tip(called, probe)
            light.setToolTip(tip)
            light.setAccessibleName(called)
            light.setAccessibleDescription(tip)

    def _light(self) -> QPushButton:
        light = QPushButton(self)
        light.setProperty("kind", "light")
        light.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        light.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        light.clicked.connect(self._presenter.look)
        light.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        light.addActions((self.again, self.full))
        return light


def probe_name(name: str, *, by_folder: bool = False) -> str:
    """Return what a probe looks at; the exchange may be a folder instead of a server."""
    if by_folder and name == "ftp":
        return translate("Health", "Exchange folder")
    return {
        #: the exchange server
        "ftp": translate("Health", "FTP"),
        "database": translate("Health", "Database"),
        "disk": translate("Health", "Disk"),
        #: the system's password store
        "keyring": translate("Health", "Keyring"),
    }.get(name, name)


def rest_tip(called: str, rest: BreakerState) -> str:
    """Return in full that a server is left alone: until when, why, what to do."""
    click = translate("Health", "Click to try now.")
    return "\n".join((called, rest_word(rest), rest_reason(rest), rest_hint(), click))


def probe_word(status: ProbeStatus | None) -> str:
    """Return the word for a state; None: not known yet."""
    match status:
        case ProbeStatus.OK:
            return translate("Health", "Works")
        case ProbeStatus.WARNING:
            return translate("Health", "Needs attention")
        case ProbeStatus.ERROR:
            return translate("Health", "Does not work")
        case None:
            return translate("Health", "Not checked yet")


def probe_figure(probe: Probe) -> str:
    """Return how fast it answers, or how much is free; nothing when that is not known."""
    if probe.free_bytes is not None:
        return formats.size(probe.free_bytes)
    if probe.latency_ms is None:
        return ""
    #: milliseconds
    return translate("Health", "{number} ms").format(number=formats.number(max(1, round(probe.latency_ms))))


def probe_summary(called: str, probe: Probe | None) -> str:
    """Return a probe in the shortest form: FTP 12 ms."""
    return f"{called} {probe_figure(probe)}".rstrip() if probe else called


def probe_tip(called: str, probe: Probe | None) -> str:
    """Return a probe in full: state, reason, what to do."""
    lines = [probe_summary(called, probe), probe_word(probe.status if probe else None)]
    if probe and probe.error is not None:
        lines += [probe.error.message, in_words(probe.error.hint)]
    return "\n".join(line for line in lines if line)


def probe_tone(status: Sign) -> str:
    """Return the tone of a state."""
    if status == "rest":
        return "red"
    return _TONES[status] if status else "grey"


def mark(status: Sign, ratio: float = 1.0) -> QPixmap:
    """Paint the sign of a state: dot, triangle, cross, two strokes for a rest; a ring when it is not known."""
    pixmap = QPixmap(QSize(ICON_SMALL, ICON_SMALL) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, QRectF(0, 0, ICON_SMALL, ICON_SMALL), status)
    painter.end()
    return pixmap


def paint_mark(painter: QPainter, box: QRectF, status: Sign) -> None:
    """Paint the sign of a state into a square."""
    colour = QColor(theme.current().tokens.colour(probe_tone(status)))
    third, middle = box.width() / 3.2, box.center()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if status is ProbeStatus.OK:
        painter.drawEllipse(middle, third * 0.85, third * 0.85)
    elif status is ProbeStatus.WARNING:
        base = middle.y() + third * 0.85
        corners = (QPointF(middle.x(), middle.y() - third), QPointF(middle.x() + third * 1.15, base))
        painter.drawPolygon(QPolygonF([*corners, QPointF(middle.x() - third * 1.15, base)]))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, _STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        arm = third * 0.8
        if status is None:
            painter.drawEllipse(middle, arm, arm)
        elif status == "rest":
            for aside in (QPointF(-arm * 0.7, 0), QPointF(arm * 0.7, 0)):
                painter.drawLine(middle + aside - QPointF(0, arm), middle + aside + QPointF(0, arm))
        else:
            painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm))
            painter.drawLine(middle + QPointF(arm, -arm), middle + QPointF(-arm, arm))
