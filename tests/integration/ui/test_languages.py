"""With everything open the language is switched there and back: nothing keeps the texts of the other one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QTabBar,
    QWidget,
)

from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.shell import Shell
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY
from tests.integration.ui.desk_window import loaded, play, until
from tests.integration.ui.test_accessible import KASSAS, described, views_of

SAME_IN_BOTH = {"FTP", "PostgreSQL", "JSON", "TLS", "Frontol Desk", "OK"}


@cache
def english_texts() -> frozenset[str]:
    """Return the English texts that are others in Russian."""
    tree = ElementTree.parse(str(resource("translations/frontol_desk_ru.ts")))
    pairs = [(entry.findtext("source") or "", entry.findtext("translation") or "") for entry in tree.iter("message")]
    return frozenset(source for source, russian in pairs if russian.strip() and source != russian) - SAME_IN_BOTH


def texts_of(widget: QWidget) -> Iterator[str]:
    """Return what a widget says, to eyes and to screen readers."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(place) for place in range(widget.count()))
        case QTabBar():
            yield from (widget.tabText(place) for place in range(widget.count()))
        case QHeaderView():
            model = widget.model()
            yield from (str(model.headerData(place, Qt.Orientation.Horizontal)) for place in range(widget.count()))
        case QAbstractItemView() if widget.model() is not None:
            model = widget.model()
            columns = range(1 if isinstance(widget, QListView) else model.columnCount())
            rows = range(min(20, model.rowCount()))
            yield from (str(model.index(row, column).data() or "") for row in rows for column in columns)


def left_in_english(view: QWidget) -> list[str]:
    """Return visible texts of the other language."""
    widgets = [view, *(widget for widget in view.findChildren(QWidget) if widget.isVisible())]
    return [
        f"{text!r} of {described(widget)}" for widget in widgets for text in texts_of(widget) if text in english_texts()
    ]


async def switch(shell: Shell, language: str) -> None:
    """Switch as the settings do, and let answers of the journal come in."""
    shell.set_language(language)
    await asyncio.sleep(0.15)


def test_nothing_keeps_its_english(shop: OpenShop) -> None:
    place = shop(KASSAS, response_timeout=3.0)
    seen: list[str] = []
    wrong: list[str] = []

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        async for name, view in views_of(shell):
            seen.append(name)
            assert left_in_english(view), "the texts are found at all"
            await switch(shell, "ru")
            wrong.extend(f"{name}: {text}" for text in left_in_english(view))
            await switch(shell, "en")

    play(place, script)
    assert len(seen) >= 22
    assert not wrong, "\n".join(dict.fromkeys(wrong))
