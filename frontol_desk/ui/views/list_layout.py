"""How a page with a long list is laid out: filters and count above it, what is chosen below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE


def lay_out_list(
    page: QWidget, filters: QWidget, beside: tuple[QWidget, ...], note: QWidget, lists: QStackedWidget, strip: QWidget
) -> None:
    """Lay a page out: `filters` with `beside` at the right end of their row, a `note`, the `lists`, and the `strip`."""
    bar = QHBoxLayout()
    bar.setContentsMargins(AROUND, BETWEEN + INSIDE, AROUND, BETWEEN + INSIDE)
    bar.setSpacing(AROUND)
    bar.addWidget(filters)
    bar.addStretch(1)
    for widget in beside:
        bar.addWidget(widget)
    above = QVBoxLayout()
    above.setContentsMargins(AROUND, 0, AROUND, 0)
    above.addWidget(note)
    margin = QVBoxLayout()
    margin.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
    margin.addWidget(lists)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(bar)
    column.addLayout(above)
    column.addLayout(margin, 1)
    column.addWidget(strip)
