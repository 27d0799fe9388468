"""The tabs over the pages: names with count badges, the chosen one underlined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from frontol_desk.ui.theme.icons import pixmap
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, INSIDE

_HEIGHT: Final = 42
_APART: Final = 24
_BADGE: Final = 18
_LINE: Final = 2


@dataclass(slots=True)
class _Tab:
    icon: str
    count: int = 0
    tone: str = "grey"


class PageTabs(QTabBar):
    """A tab bar: arrow keys and ``setCurrentIndex`` choose, `currentChanged` tells. The owner sets the names anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[_Tab] = []
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        current().changed.connect(self._renew)

    def add(self, name: str, icon: str = "") -> int:
        """Add a page at the end; return its number."""
        self._tabs.append(_Tab(icon))
        return self.addTab(name)

    def set_name(self, index: int, name: str) -> None:
        """Name a page anew, in another language."""
        self.setTabText(index, name)
        self._tell(index)

    def set_badge(self, index: int, count: int, tone: str = "grey") -> None:
        """Show a count beside the name; 0 shows none."""
        tab = self._tabs[index]
        if (tab.count, tab.tone) != (count, tone):
            tab.count, tab.tone = count, tone
            self._tell(index)
            # Only a change of text makes Qt measure the tabs again.
            name = self.tabText(index)
            self.setTabText(index, "")
            self.setTabText(index, name)

    def badge(self, index: int) -> tuple[int, str]:
        """Return count and tone of a badge."""
        return self._tabs[index].count, self._tabs[index].tone

    def _tell(self, index: int) -> None:
        count = self._tabs[index].count
        name = self.tabText(index)
        self.setAccessibleTabName(index, f"{name} {count}" if count else name)

    def _renew(self) -> None:
        self.update()

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802
        """Return name, icon and badge side by side; as wide as when chosen, so that nothing moves."""
        tab = self._tabs[index] if index < len(self._tabs) else _Tab("")
        width = QFontMetrics(self._name_font(chosen=True)).horizontalAdvance(self.tabText(index)) + _APART
        width += ICON_SMALL + BETWEEN if tab.icon else 0
        width += self._badge_width(tab.count) + BETWEEN if tab.count else 0
        return QSize(width, _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        """Never squeeze: scroll buttons come instead."""
        return self.tabSizeHint(index)

    def _name_font(self, *, chosen: bool) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        return font

    def _badge_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def _badge_width(self, count: int) -> int:
        return max(_BADGE + INSIDE, QFontMetrics(self._badge_font()).horizontalAdvance(str(count)) + 14)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        """Draw the tabs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        tokens, tab, chosen = current().tokens, self._tabs[index], index == self.currentIndex()
        area = self.tabRect(index).adjusted(0, 0, -_APART, 0)
        tone = "text" if chosen or index == self._hovered() else "muted"
        left = area.left()
        if tab.icon:
            top = area.center().y() - ICON_SMALL // 2 + 1
            painter.drawPixmap(left, top, pixmap(tab.icon, tone, ICON_SMALL, self.devicePixelRatioF()))
            left += ICON_SMALL + BETWEEN
        painter.setFont(self._name_font(chosen=chosen))
        painter.setPen(QColor(tokens.colour(tone)))
        place = QRect(left, area.top(), area.right() - left + 1, area.height())
        drawn = painter.boundingRect(place, int(Qt.AlignmentFlag.AlignVCenter), self.tabText(index))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self.tabText(index))
        if tab.count:
            self._paint_badge(painter, tab, drawn.right() + BETWEEN, area)
        if chosen:
            painter.fillRect(area.left(), area.bottom() - _LINE + 1, area.width(), _LINE, QColor(tokens.accent))
            if self.hasFocus():
                self._paint_focus(painter, area)

    def _paint_badge(self, painter: QPainter, tab: _Tab, left: int, area: QRect) -> None:
        tokens = current().tokens
        pill = QRectF(left, area.center().y() - _BADGE / 2 + 1, self._badge_width(tab.count), _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.tint(tab.tone)))
        painter.drawRoundedRect(pill, _BADGE / 2, _BADGE / 2)
        painter.setFont(self._badge_font())
        painter.setPen(QColor(tokens.colour(tab.tone)))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), str(tab.count))

    def _paint_focus(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(QColor(current().tokens.blue))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(area).adjusted(-5.5, 7.5, 5.5, -8.5), INSIDE, INSIDE)

    def _hovered(self) -> int:
        return self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
