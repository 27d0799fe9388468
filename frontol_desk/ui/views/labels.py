"""Labels that say more than a text: badges, icons, shortened lines."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from frontol_desk.ui.theme.icons import pixmap
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import ICON_SMALL
from frontol_desk.ui.views.surfaces import Role, Tone, set_property


class Badge(QLabel):
    """A count or a word on a tinted pill."""

    def __init__(self, text: str = "", tone: Tone = "grey", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", "badge")
        self.setProperty("tone", tone)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, tone: Tone | None = None) -> None:
        """Show another text, in another tone when one is given."""
        self.setText(text)
        if tone is not None:
            set_property(self, "tone", tone)


class IconLabel(QLabel):
    """An icon that stands beside a text and follows the theme."""

    def __init__(
        self, name: str = "", tone: str = "muted", size: int = ICON_SMALL, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self.setFixedSize(size, size)
        current().changed.connect(self._renew)

    def set_icon(self, name: str, tone: str = "muted") -> None:
        """Show another icon; an empty name shows none."""
        self._name, self._tone = name, tone
        self._renew()

    def _renew(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        """Draw the icon as sharp as the screen is."""
        if self._name:
            tone = self._tone if self.isEnabled() else "faint"
            QPainter(self).drawPixmap(0, 0, pixmap(self._name, tone, self._size, self.devicePixelRatioF()))


class ElidedLabel(QLabel):
    """One line that is shortened with an ellipsis when there is no room; the tool tip has it whole."""

    def __init__(
        self,
        text: str = "",
        role: Role = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Allow any width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        """Draw what fits."""
        painter = QPainter(self)
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, area.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
