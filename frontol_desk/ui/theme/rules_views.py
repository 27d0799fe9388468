"""Style rules of tables, trees, lists and calendars: hairlines between rows, a calm header, nothing in boxes."""

RULES = """
/* The weight is the usual one: naming it makes Qt lay out again what it measured before this sheet was known. */
QAbstractItemView {
    background: $panel; color: $text; border: 0; font-weight: normal;
    selection-background-color: $selection; selection-color: $text;
}
QTableView { gridline-color: transparent; }
QTableView, QTreeView { background: transparent; }
QTableView::item { border: 0; border-bottom: 1px solid $hairline; padding: 0 5px; }
QTreeView::item { border: 0; border-bottom: 1px solid transparent; min-height: 30px; padding: 0 4px; }
QListView::item { border: 0; border-bottom: 1px solid transparent; min-height: 30px; padding: 0 8px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $selection; }
QTableView::item:focus { border-bottom: 1px solid $blue; }
QTreeView[rows="ruled"]::item { border-bottom: 1px solid $hairline; }
QListView::item:focus, QTreeView::item:focus { border-bottom: 1px solid $blue; }

QTreeView::branch { background: transparent; border-image: none; }
QTreeView::branch:selected { background: $selection; }
QTreeView::branch:has-children:closed { image: icon(chevron-right, muted); }
QTreeView::branch:has-children:open { image: icon(chevron-down, muted); }

QHeaderView { background: transparent; border: 0; }
QHeaderView::section {
    background: transparent; color: $muted; border: 0; border-bottom: 1px solid $hairline;
    padding: 0 8px; min-height: 31px; font-size: 9pt;
}
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow {
    image: icon(chevron-up, muted); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 2px;
}
QHeaderView::down-arrow {
    image: icon(chevron-down, muted); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 2px;
}
QTableCornerButton::section { background: transparent; border: 0; border-bottom: 1px solid $hairline; }

QCalendarWidget QWidget#qt_calendar_navigationbar { background: $raised; border-bottom: 1px solid $hairline; }
QCalendarWidget QToolButton { border-color: transparent; background: transparent; min-height: 26px; }
QCalendarWidget QAbstractItemView {
    background: $raised; selection-background-color: $accent; selection-color: $on_accent;
}
"""
