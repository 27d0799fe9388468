"""One line of a file as the kassa wrote it, the field at fault marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import Retranslated, translate

SEPARATOR = ";"
_MOST_LINES = 3
_MONO = ["DejaVu Sans Mono", "Cascadia Mono", "Consolas", "monospace"]
_CONTROL = {code: 0x2400 + code for code in range(32)}


def field_span(raw: str, field: int) -> tuple[int, int]:
    """Return where a field (from 1) of a line lies; an empty or missing one with the separators around it."""
    fields = raw.split(SEPARATOR)
    if not 1 <= field <= len(fields):
        return max(0, len(raw) - 1), len(raw)
    start = sum(len(text) + 1 for text in fields[: field - 1])
    end = start + len(fields[field - 1])
    return (start, end) if end > start else (max(0, start - 1), min(len(raw), end + 1))


class OffendingLine(Retranslated, QTextEdit):
    """A read-only line in a fixed-width font; long ones wrap, very long ones scroll to the mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._raw = ""
        self._field: int | None = None
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().setDefaultFont(_mono(self.font()))
        current().changed.connect(self._show)
        self.retranslate()

    def show_line(self, raw: str, field: int | None) -> None:
        """Show a line, one of its fields marked."""
        self._raw, self._field = raw.rstrip("\r\n"), field
        self._show()

    def _show(self) -> None:
        self.setPlainText(self._raw.translate(_CONTROL))
        if self._field is not None:
            self._mark(*field_span(self._raw, self._field))
        self._fit()

    def _mark(self, start: int, end: int) -> None:
        tokens = current().tokens
        marked = QTextCharFormat()
        marked.setForeground(QColor(tokens.red))
        marked.setBackground(QColor(tokens.red_tint))
        marked.setFontWeight(QFont.Weight.Bold)
        marked.setFontUnderline(True)
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(marked)
        cursor.setPosition(start)
        self.setTextCursor(cursor)

    def _fit(self) -> None:
        """Be as high as the lines, up to a few."""
        line = self.fontMetrics().lineSpacing()
        self.document().setTextWidth(self.viewport().width())
        text = min(int(self.document().size().height()) + 1, _MOST_LINES * (line + 1))
        around = self.height() - self.viewport().height() if self.isVisible() else 2 * BETWEEN
        self.setFixedHeight(max(text, line) + max(around, BETWEEN))
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Allow any width."""
        return QSize(0, self.height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Keep the fixed-width font when the application's changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.document().setDefaultFont(_mono(self.font()))

    def retranslate(self) -> None:
        """Say what this is to those who do not see it."""
        self.setAccessibleName(translate("Details", "Line of the file, the field at fault marked"))


def _mono(font: QFont) -> QFont:
    made = QFont(font)
    made.setFamilies(_MONO)
    made.setPointSizeF(font.pointSizeF() * 0.95 if font.pointSizeF() > 0 else 9.5)
    return made
