"""Gathers every text of a window that eyes, screen readers and other programs can get."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QMetaObject, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QContextMenuEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QWidget,
)

from tests.planted import Harvest

_TEXTS = ("QString", "QStringList", "QVariant")
_SPOKEN = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)
_ROLES = (*range(16), *(Qt.ItemDataRole.UserRole + more for more in range(4)))
_UNSEEN = ("\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}", "\N{WORD JOINER}")
_COPY = ("copy", "скопир", "копир")
MOST_ROWS = 400
NOT_TEXT = "(object)"
"""Marks what a model hands on as an object: nobody reads that, but no secret may be in it."""


@dataclass
class Gathering(Harvest):
    """Texts by where they were found first; what a place shows again is not searched again."""

    passwords: set[str] = field(default_factory=set)
    """What was found in fields for passwords."""
    copied: int = 0
    _known: set[tuple[str, str]] = field(default_factory=set)
    _properties: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def note(self, place: str, content: object) -> None:
        """Take in a text, once for each kind of place."""
        text = str(content)
        for mark in _UNSEEN:
            text = text.replace(mark, "")
        kind = place.rpartition(" < ")[2] + NOT_TEXT * place.endswith(NOT_TEXT) + str("OffendingLine" in place)
        if text.strip() and (kind, text) not in self._known:
            self._known.add((kind, text))
            self.add(place, text)

    def look(self, view: str, root: QWidget | None = None) -> None:
        """Gather from a widget and all below it, without one from every widget of the program, seen or not."""
        widgets = QApplication.allWidgets() if root is None else [root, *root.findChildren(QWidget)]
        for widget in widgets:
            place = f"{view}: {_place_of(widget)}"
            for what, text in self._texts_of(widget):
                self.note(f"{place}.{what}", text)

    def _texts_of(self, widget: QWidget) -> Iterator[tuple[str, object]]:
        yield from self._properties_of(widget)
        for action in widget.actions():
            yield from self._properties_of(action)
        if not _hides(widget):
            spoken = QAccessible.queryAccessibleInterface(widget)
            yield from ((f"spoken {kind.name}", spoken.text(kind)) for kind in _SPOKEN)
        match widget:
            case QAbstractItemView() if widget.isVisible() and widget.model() is not None:
                yield from _cells(widget.model())
            case QComboBox():
                yield from _cells(widget.model())

    def _properties_of(self, thing: QWidget | QAction) -> Iterator[tuple[str, object]]:
        for name in self._named(thing.metaObject()):
            value = thing.property(name)
            if _hides(thing) and name == "text":
                self.passwords |= {str(value)} - {""}
            elif isinstance(value, str | list) and value:
                yield name, value
        for raw in thing.dynamicPropertyNames():
            own = bytes(raw.data()).decode()
            if not own.startswith("_"):  # those are Qt's, of types that Python cannot hold
                yield "property of ours", thing.property(own)

    def _named(self, meta: QMetaObject) -> tuple[str, ...]:
        if meta.className() not in self._properties:
            every = map(meta.property, range(meta.propertyCount()))
            self._properties[meta.className()] = tuple(
                name for one in every if str(one.typeName()) in _TEXTS and (name := str(one.name())) != "styleSheet"
            )
        return self._properties[meta.className()]

    def copy_everything(self, view: str, root: QWidget) -> None:
        """Press every button that copies, every key and entry of a menu, and look at the clipboard."""
        clipboard = QApplication.clipboard()
        for name, press in _copiers(root):
            clipboard.clear()
            press()
            self.copied += bool(clipboard.text())
            self.note(f"clipboard: {view} {name}", clipboard.text())
            data = clipboard.mimeData()
            for form in data.formats():
                self.note(f"clipboard: {view} {name} {form}", bytes(data.data(form).data()).decode("utf-8", "replace"))

    def open_menus(self, view: str, root: QWidget) -> None:
        """Open the context menu of every table and tree, look at it, copy what it copies."""
        for table in [each for each in root.findChildren(QAbstractItemView) if each.isVisible()]:
            where = table.visualRect(table.currentIndex()).center() if table.currentIndex().isValid() else QPoint(5, 5)
            event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, where, table.viewport().mapToGlobal(where))
            QApplication.sendEvent(table.viewport(), event)
            popup = QApplication.activePopupWidget()
            if isinstance(popup, QMenu):
                self.look(f"{view} menu", popup)
                self.copy_everything(f"{view} menu", popup)
                popup.close()


def _copiers(root: QWidget) -> list[tuple[str, Callable[[], object]]]:
    """Return what copies something below a widget, by name."""
    buttons = [one for one in root.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    keys = [one for one in root.findChildren(QShortcut) if "Ctrl+C" in [key.toString() for key in one.keys()]]  # noqa: SIM118
    entries = root.actions() if isinstance(root, QMenu) else []
    return [
        *((f"{one.text()}{one.accessibleName()}", one.click) for one in buttons if _copies(one, one.accessibleName())),
        *(("Ctrl+C", one.activated.emit) for one in keys),
        *((one.text(), one.trigger) for one in entries if _copies(one)),
    ]


def _copies(thing: QAbstractButton | QAction, name: str = "") -> bool:
    words = f"{thing.text()} {name} {thing.toolTip()}".casefold().replace("&", "")
    return any(word in words for word in _COPY)


def _hides(thing: QObject) -> bool:
    """Tell whether this is a field that hides what is typed."""
    return isinstance(thing, QLineEdit) and thing.echoMode() is not QLineEdit.EchoMode.Normal


def _place_of(widget: QWidget) -> str:
    parents: list[str] = []
    parent: QWidget | None = widget
    while parent is not None:
        parents.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(reversed(parents))


def _cells(model: QAbstractItemModel) -> Iterator[tuple[str, object]]:
    for section in range(_columns(model, QModelIndex())):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            yield "heading", model.headerData(section, Qt.Orientation.Horizontal, role) or ""
    for index in _indexes(model, QModelIndex()):
        for role in _ROLES:
            value = model.data(index, role)
            if isinstance(value, str):
                yield f"cell role {role}", value
            elif value is not None and role >= Qt.ItemDataRole.UserRole:
                yield f"cell role {role} {NOT_TEXT}", repr(value)


def _indexes(model: QAbstractItemModel, parent: QModelIndex) -> Iterable[QModelIndex]:
    for row in range(min(MOST_ROWS, model.rowCount(parent))):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            yield index
            if column == 0 and not isinstance(model, QAbstractListModel) and model.rowCount(index):
                yield from _indexes(model, index)


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
