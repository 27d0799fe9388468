"""The story of a file as a line of stations, on the kassa's side and on ours, with time and figure at each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from frontol_desk.ui import formats
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN, INSIDE
from frontol_desk.ui.views.parts import label, repolish
from frontol_desk.ui.views.story_stations import AT_THE_KASSA, Passing, Station, passing_word

_DOT = 10
_LINE = 2.0
_TONES = {
    Passing.UNKNOWN: "faint",
    Passing.ACTIVE: "blue",
    Passing.DONE: "green",
    Passing.WARNING: "amber",
    Passing.FAILED: "red",
}
_COLUMNS = (9, 5, 3)
"""So many stations stand in a row, as there is room."""


class _Cell(QFrame):
    """The words of one station, below its dot."""

    def __init__(self) -> None:
        super().__init__()
        self.name = _selectable()
        self.time, self.figure = _selectable("muted"), _selectable("muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, _DOT + BETWEEN, BETWEEN, BETWEEN)
        column.setSpacing(0)
        for part in (self.name, self.time, self.figure):
            column.addWidget(part)
        column.addStretch()

    def show_station(self, station: Station) -> None:
        """Set the words."""
        self.name.setText(station.name)
        self.name.setProperty("role", "muted" if station.passing is Passing.UNKNOWN else "")
        repolish(self.name)
        self.time.setText(formats.time(station.at) if station.at else "\N{NO-BREAK SPACE}")
        self.figure.setText(station.figure)
        self.figure.setVisible(bool(station.figure))
        said = f"{station.name}: {passing_word(station.passing)}"
        self.setAccessibleName(said)
        self.setToolTip(said)

    def needed(self) -> int:
        """Return the pixels the words need."""
        return max(part.sizeHint().width() for part in (self.name, self.time, self.figure)) + BETWEEN


class Story(QWidget):
    """Nine stations in one row, or in two or three where there is less room; nothing is ever cut off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stations: Sequence[Station] = ()
        self._cells: list[_Cell] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        current().changed.connect(self.update)

    def show_stations(self, stations: Sequence[Station]) -> None:
        """Show a story."""
        if stations == self._stations:
            return
        self._stations = stations
        while len(self._cells) < len(stations):
            self._cells.append(_Cell())
            self._columns = 0
        for cell, station in zip(self._cells, stations, strict=True):
            cell.show_station(station)
        self._arrange()
        self.update()

    @property
    def columns(self) -> int:
        """How many stations stand side by side."""
        return self._columns

    def _fitting(self, width: int) -> int:
        """Return how many stations fit side by side."""
        return next((count for count in _COLUMNS if self._needed(count) <= width), _COLUMNS[-1])

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of as many rows as a width makes necessary."""
        columns = self._fitting(width)
        heights = [cell.sizeHint().height() for cell in self._cells]
        return sum(max(heights[first : first + columns]) for first in range(0, len(heights), columns))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for no width, and for the height of the present one."""
        return QSize(0, self.heightForWidth(self.width()))

    def _arrange(self) -> None:
        """Spread the stations over as few rows as there is room for."""
        columns = self._fitting(self.width())
        self.updateGeometry()
        if columns == self._columns:
            return
        self._columns = columns
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // columns, place % columns)
        for column in range(_COLUMNS[0]):
            self._grid.setColumnStretch(column, int(column < columns))

    def _needed(self, columns: int) -> int:
        """Return how wide so many columns are, each as wide as its widest station."""
        needed = [cell.needed() for cell in self._cells]
        return sum(max(needed[column::columns], default=0) for column in range(columns))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use the room there is."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the line and the dots above the words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, station in enumerate(self._stations):
            self._draw_way(painter, place)
            _draw_dot(painter, self._centre(place), station.passing)

    def _centre(self, place: int) -> QPointF:
        corner = self._cells[place].pos()
        return QPointF(corner.x() + _DOT / 2 + 1, corner.y() + _DOT / 2 + 1)

    def _draw_way(self, painter: QPainter, place: int) -> None:
        """Draw the way on to the next station of the same row: as passed as that one is, dotted at the kassa."""
        following = place + 1
        if following >= len(self._stations):
            return
        passing = self._stations[following].passing
        passed = passing not in (Passing.UNKNOWN, Passing.FAILED)
        pen = QPen(_colour("green" if passed else "hairline"), _LINE)
        if self._stations[following].mark in AT_THE_KASSA:
            pen.setDashPattern([2, 2])
        painter.setPen(pen)
        start, same_row = self._centre(place), following % self._columns
        end = self._centre(following) if same_row else QPointF(self.width(), start.y())
        gap = QPointF(_DOT / 2 + INSIDE / 2, 0)
        painter.drawLine(start + gap, end - (gap if same_row else QPointF(0, 0)))


def _draw_dot(painter: QPainter, centre: QPointF, passing: Passing) -> None:
    """Draw a station's dot: filled, ringed while under way, hollow when not reached, a cross when failed."""
    colour = _colour(_TONES[passing])
    half = _DOT / 2
    circle = QRectF(centre.x() - half, centre.y() - half, _DOT, _DOT)
    hollow = passing in (Passing.UNKNOWN, Passing.ACTIVE)
    painter.setPen(QPen(colour, _LINE if passing is Passing.ACTIVE else _LINE * 0.75))
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
    painter.drawEllipse(circle.adjusted(1, 1, -1, -1) if hollow else circle)
    if passing is Passing.ACTIVE:
        painter.setBrush(colour)
        painter.drawEllipse(centre, 1.5, 1.5)
    if passing in (Passing.FAILED, Passing.WARNING):
        _draw_sign(painter, centre, passing)


def _draw_sign(painter: QPainter, centre: QPointF, passing: Passing) -> None:
    """Draw a cross or a stroke into the dot, so that it tells without its colour."""
    painter.setPen(QPen(_colour("panel"), _LINE * 0.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    reach = 2.0
    if passing is Passing.FAILED:
        painter.drawLine(centre - QPointF(reach, reach), centre + QPointF(reach, reach))
        painter.drawLine(centre - QPointF(reach, -reach), centre + QPointF(reach, -reach))
    else:
        painter.drawLine(centre - QPointF(reach, 0), centre + QPointF(reach, 0))


def _colour(name: str) -> QColor:
    return QColor(current().tokens.colour(name))


def _selectable(role: str = "") -> QLabel:
    """Return a text that can be selected by mouse, and by keyboard once clicked: Tab would stop 18 times."""
    made = label(role="muted" if role else "")
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return made
