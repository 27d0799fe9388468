"""Shows one chapter of the guide: readable measure, tables with hairlines, pictures as wide as the text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPixmap,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from frontol_desk.ui.dialogs.help_topics import Topic, guide
from frontol_desk.ui.theme.theme import current

_MARGIN = 32
_MEASURE = 760
"""Pixels a line of text is wide at most: longer ones tire the eye."""
_LINE_HEIGHT = 130.0
_AFTER = 8.0
_PARTS = (34, 66)
"""Per cent of the width that the columns of a table with two columns take."""
_SIZES = {1: 16.0, 2: 12.5, 3: 11.0}


class HelpBrowser(QTextBrowser):
    """A chapter. Links to other chapters are told by `topic_wished`; nothing else is followed."""

    topic_wished = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow)
        self._topic: Topic | None = None
        self._words = ""
        self._later = QTimer(self, singleShot=True, interval=80)
        self._later.timeout.connect(self._lay_out_anew)
        current().changed.connect(self._lay_out_anew)

    def show_topic(self, topic: Topic, words: str = "") -> None:
        """Show a chapter from its beginning, or from the first of the words looked for."""
        if topic != self._topic:
            self._render(topic)
        self._topic, self._words = topic, words
        self.verticalScrollBar().setValue(0)
        self._mark(words, go=True)

    def _render(self, topic: Topic) -> None:
        document = self.document()
        document.setMarkdown(topic.text)
        document.setDocumentMargin(_MARGIN)
        whole = QTextCursor(document)
        whole.beginEditBlock()  # else a long table is laid out anew for every cell
        _set_paragraphs(document)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _set_table(frame)
        whole.endEditBlock()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        """Load a picture of the guide, as wide as the text at most, sharp on any screen."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        image = QImage(str(guide() / (name.path() if isinstance(name, QUrl) else name)))
        if image.isNull():
            return QPixmap(1, 1)
        ratio = self.devicePixelRatioF()
        width = min(image.width() / ratio, self._room()) * ratio
        scaled = image.scaledToWidth(max(1, round(width)), Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(ratio)
        return scaled

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep lines short enough to read; pictures follow a moment later."""
        super().resizeEvent(event)
        spare = max(0, self.width() - _MEASURE - 2 * _MARGIN)
        self.setViewportMargins(0, 0, spare, 0)
        if event.oldSize().width() != event.size().width():
            self._later.start()

    def _room(self) -> int:
        """Return how wide a picture may be, the scroll bar counted even before it is there."""
        bar = self.verticalScrollBar()
        missing = 0 if bar.isVisible() else bar.sizeHint().width()
        return max(80, min(_MEASURE, self.viewport().width() - 2 * _MARGIN - missing))

    def _lay_out_anew(self) -> None:
        if self._topic is not None:
            place = self.verticalScrollBar().value()
            self._render(self._topic)
            self._mark(self._words, go=False)
            self.verticalScrollBar().setValue(place)

    def _mark(self, words: str, *, go: bool) -> None:
        """Highlight every occurrence of the words looked for; of none when there are no words."""
        marks: list[QTextEdit.ExtraSelection] = []
        found = self.document().find(words) if words else QTextCursor()
        while not found.isNull():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = found
            mark.format.setBackground(QColor(current().tokens.amber_tint))
            marks.append(mark)
            found = self.document().find(words, found)
        self.setExtraSelections(marks)
        if go and marks:
            place = QTextCursor(self.document().find(words))
            place.clearSelection()
            self.setTextCursor(place)
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // 4)

    def _follow(self, link: QUrl) -> None:
        self.topic_wished.emit(link.path().removesuffix(".md"))


def _set_paragraphs(document: QTextDocument) -> None:
    """Give every paragraph its room and headings their size."""
    block = document.begin()
    while block.isValid():
        layout = QTextBlockFormat()
        layout.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        level = block.blockFormat().headingLevel()
        if level:
            layout.setTopMargin(0 if level == 1 else 20)
        # not block.textList(): each time there is none, PySide takes a reference to None too many
        listed = block.blockFormat().objectIndex() >= 0
        layout.setBottomMargin(_AFTER / 2 if listed else _AFTER)
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(layout)
        if level:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(_heading(level))
        block = block.next()


def _heading(level: int) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFontPointSize(_SIZES.get(level, _SIZES[3]))
    letters.setFontWeight(600)
    return letters


def _set_table(table: QTextTable) -> None:
    """Hairlines between rows, no box, a calm header."""
    tokens = current().tokens
    layout = QTextTableFormat(table.format())
    layout.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    layout.setBorder(0)
    layout.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    layout.setCellSpacing(0)
    layout.setCellPadding(6)
    layout.setBorderCollapse(True)
    layout.setTopMargin(8)
    layout.setBottomMargin(8)
    if table.columns() == 2:  # what is explained gets the lesser part, however long its name
        layout.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, part) for part in _PARTS])
    table.setFormat(layout)
    line = QBrush(QColor(tokens.hairline))
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            form = cell.format().toTableCellFormat()
            form.setBottomBorder(1)
            form.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            form.setBottomBorderBrush(line)
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignTop)
            if row == 0:
                form.setForeground(QColor(tokens.muted))
            cell.setFormat(form)
