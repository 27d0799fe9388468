"""Finds texts that have too little room: a translation that is longer than the place somebody left for it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QHeaderView, QLabel, QTableView, QTreeView, QWidget

_SLACK = 1


def cut_texts(widget: QWidget) -> list[str]:
    """Return the texts of a widget and all inside it that are visible but do not fit; elided on purpose does not count.

    A text that shows an ellipsis has its whole in a tool tip; it must say so with the property ``elides``.
    """
    found = [text for child in [widget, *widget.findChildren(QWidget)] if child.isVisible() for text in _cut(child)]
    return list(dict.fromkeys(found))


def _cut(widget: QWidget) -> Iterator[str]:
    if widget.property("elides"):
        return
    match widget:
        case QLabel():
            yield from _cut_label(widget)
        case QAbstractButton() if widget.text():
            if widget.sizeHint().width() > widget.width() + _SLACK:
                yield widget.text()
        case QComboBox():
            if widget.sizeHint().width() > widget.width() + _SLACK:
                yield widget.currentText()
        case QTableView():
            yield from _cut_header(widget.horizontalHeader())
        case QTreeView():
            yield from _cut_header(widget.header())


def _cut_label(label: QLabel) -> Iterator[str]:
    if not label.text() or label.textFormat() is Qt.TextFormat.RichText:
        return
    room = label.contentsRect()
    flags = label.alignment() | (Qt.TextFlag.TextWordWrap if label.wordWrap() else Qt.TextFlag.TextSingleLine)
    wide = room.width() if label.wordWrap() else 100_000
    needed = label.fontMetrics().boundingRect(QRect(0, 0, wide, 100_000), int(flags), label.text())
    if needed.width() > room.width() + _SLACK or needed.height() > room.height() + _SLACK:
        yield label.text()


def _cut_header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        if header.isSectionHidden(section) or model is None:
            continue
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        if text and header.fontMetrics().horizontalAdvance(text) > header.sectionSize(section):
            yield text
