"""Everything in the window can be reached by Tab, is called something, and no key means two things."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QMenu, QPushButton, QWidget

from frontol_desk.domain.values import DateRange
from frontol_desk.ui.models.queue_row import FAILED_STATES
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.views.pages import Page
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, faulty
from tests.integration.ui.desk_window import focused, loaded, play, press, until

MOST_TABS = 150
KASSAS = {"P13/P13": QUICK, "N22/N22_Inter": QUICK, "O49/O49": faulty("broken-line")}


async def views_of(shell: Shell) -> AsyncIterator[tuple[str, QWidget]]:
    """Show every page and dialog, one after the other, with something in it."""
    window, dialogs = shell.window, shell.dialogs
    (failed,) = [row.id for row in shell.queue.model.rows if row.state in FAILED_STATES]
    for page in Page:
        window.show_page(page)
        if page is Page.QUEUE:
            shell.queue_page.table.select([failed])
        await asyncio.sleep(0.3)
        yield page.name, window
    assert window.log_dock is not None
    window.log_dock.show()
    yield "log", window
    window.log_dock.hide()
    popup = shell.toolbar.dates.open_popup()
    yield "date picker", popup
    popup.hide()
    report = shell.queue.last_report
    assert report is not None
    run = dialogs.open_run(report.run_id)
    await until(lambda: run.files.model().rowCount() > 0)
    async for view in steps("run", run, range(run.tabs.count()), run.tabs.setCurrentIndex):
        yield view
    wizard = dialogs.open_first_start()
    async for view in steps("first start", wizard, range(wizard.stack.count()), wizard.show_step):
        yield view
    settings = dialogs.open_settings()
    async for view in steps("settings", settings, range(settings.list.count()), settings.list.setCurrentRow):
        yield view
    opened: dict[str, Callable[[], QWidget]] = {
        "help": dialogs.open_help,
        "crash": lambda: dialogs.show_crash("a text"),
        "close": lambda: dialogs.ask_about_load(tray=False),
    }
    for name, make in opened.items():
        async for view in steps(name, make(), range(1), lambda _: None):
            yield view


async def steps(
    name: str, dialog: QWidget, numbers: Sequence[int], show: Callable[[int], object]
) -> AsyncIterator[tuple[str, QWidget]]:
    """Turn a dialog's pages, and close it."""
    for number in numbers:
        show(number)
        await asyncio.sleep(0.1)
        yield f"{name} {number}", dialog
    dialog.close()
    await asyncio.sleep(0.05)


def is_one_of_several(widget: QWidget) -> bool:
    """Tell whether this is a button that arrow keys lead to, from the one of its group that is chosen."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and widget is not group.checkedButton()


def focusable(window: QWidget) -> list[QWidget]:
    """Return what takes the keyboard by Tab."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusProxy() is None
        and not is_one_of_several(widget)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def title(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def nameless(window: QWidget) -> list[str]:
    """Return what takes keys, or holds a text, and has no name."""
    entries = [entry for entry in window.findChildren(QLineEdit) if entry.isVisible() and entry.focusProxy() is None]
    return [described(widget) for widget in dict.fromkeys([*focusable(window), *entries]) if not title(widget)]


def described(widget: QWidget) -> str:
    """Return what tells a programmer which widget this is."""
    parents = []
    parent: QWidget | None = widget
    while parent is not None:
        parents.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    return f"{title(widget)!r} {' < '.join(parents)}"


async def unreached(window: QWidget) -> list[str]:
    """Return what Tab does not come to."""
    window.activateWindow()
    wanted = focusable(window)
    wanted[0].setFocus()
    await until(lambda: QApplication.focusWidget() is not None)
    reached: set[QWidget] = set()
    for _ in range(MOST_TABS):
        here = focused()
        if here in reached and reached.issuperset(wanted):
            break
        reached.add(here)
        press(here, Qt.Key.Key_Tab)
    return [described(widget) for widget in wanted if widget not in reached]


def keys_used_twice(window: QWidget) -> list[str]:
    """Return the shortcuts of a window that would be ambiguous."""
    used: dict[str, list[QWidget]] = defaultdict(list)
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        assert isinstance(owner, QWidget)
        whole = shortcut.context() is not Qt.ShortcutContext.WidgetShortcut
        sequences = shortcut.keys()
        for key in sequences:
            used[key.toString()].append(window if whole else owner)
    for widget in [widget for widget in window.findChildren(QWidget) if widget.isVisible()]:
        own = [action.shortcut() for action in widget.actions()]
        if isinstance(widget, QAbstractButton):
            own.append(widget.shortcut())
        for key in own:
            used[key.toString()].append(window)
    del used[""]
    return [
        key for key, owners in used.items() if len(owners) > 1 and (window in owners or len({*owners}) < len(owners))
    ]


def entries_with_one_letter(menu: QMenu) -> list[str]:
    """Return mnemonics that two entries of a menu share."""
    letters = [QKeySequence.mnemonic(action.text()).toString() for action in menu.actions() if action.text()]
    return [letter for letter in letters if letter and letters.count(letter) > 1]


def main_button_forgotten(dialog: QWidget) -> list[str]:
    """Return the main button when Enter in a field would press another, after some button had the focus."""
    buttons = [button for button in dialog.findChildren(QPushButton) if button.isVisible() and button.isEnabled()]
    mains = [button for button in buttons if button.property("kind") == "primary"]
    entries = [entry for entry in dialog.findChildren(QLineEdit) if entry in focusable(dialog)]
    if not isinstance(dialog, QDialog) or not mains or not entries:
        return []
    for widget in (*buttons, entries[0]):
        widget.setFocus()
    return [button.text() for button in mains if not button.isDefault()]


async def look_around(shell: Shell, seen: list[str], found: dict[str, list[str]]) -> None:
    """Go through all views and note what is wrong."""
    async for name, view in views_of(shell):
        seen.append(name)
        found[f"{name}: without a name"] += nameless(view)
        found[f"{name}: not reached by Tab"] += await unreached(view)
        found[f"{name}: keys used twice"] += keys_used_twice(view)
        found[f"{name}: letters used twice"] += [
            letter for menu in view.findChildren(QMenu) for letter in entries_with_one_letter(menu)
        ]
        found[f"{name}: main button forgotten"] += main_button_forgotten(view)


def test_names_tabs_and_keys_everywhere(shop: OpenShop) -> None:
    place = shop(KASSAS, response_timeout=3.0)
    seen: list[str] = []
    found: dict[str, list[str]] = defaultdict(list)

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        await look_around(shell, seen, found)
        shell.set_language("ru")
        await asyncio.sleep(0.1)
        await look_around(shell, seen, found)

    play(place, script)
    assert len(seen) == 2 * len(set(seen)) >= 44, seen
    wrong = [f"{what}: {widget}" for what, widgets in found.items() for widget in dict.fromkeys(widgets)]
    assert not wrong, "\n".join(wrong)
