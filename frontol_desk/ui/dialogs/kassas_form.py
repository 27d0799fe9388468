"""The kassas: a table to edit, a text to import, and a search on the exchange server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.domain.errors import DeskError
from frontol_desk.ui.dialogs.form import Form
from frontol_desk.ui.dialogs.kassa_own import KEYS, KassaOwn
from frontol_desk.ui.dialogs.kassas_model import HOUR, KassaListModel, folders_in
from frontol_desk.ui.dialogs.search_line import SearchLine
from frontol_desk.ui.presenters.connection import folder_search
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.tokens import ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import EmptyState, IconLabel, button, card, label, set_property

_HOUR = "expected_by"
_EXAMPLE = "P13:P13;N22:N22_Inter,N22_FURN"


class KassasForm(Form):
    """The list of kassas with the ways to fill it."""

    sections = ("kassas",)

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self.model = KassaListModel()
        self.model.setParent(self)
        self.table = _KassaTable(self.model)
        self.empty = EmptyState("till")
        self.add = button(icon="plus")
        self.remove = button(icon="trash")
        self.text_opener = button(kind="quiet", icon="edit", tone="blue")
        self.text_opener.setCheckable(True)
        self.import_text = ImportText(self.model)
        self.search = SearchLine(folder_search(form.session, form, self), self.model)
        self.own = KassaOwn(form)
        self._sign = IconLabel("errors", "red")
        self.problem = label(tone="red", wrap=True)
        self._demanding = False
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.problem, 1)
        self.column.addLayout(_row(self.search.button, self.text_opener))
        self.column.addWidget(self.import_text)
        self.column.addWidget(self.search)
        self.column.addWidget(self._framed(), 1)
        self.column.addLayout(below)
        self.column.addWidget(self.own)
        self.column.addLayout(_row(self.add, self.remove))
        self.import_text.hide()

    def _framed(self) -> QWidget:
        """Return the table in its frame; while it is empty, what will be there."""
        frame = card()
        self._inside = QStackedLayout(frame)
        self._inside.setContentsMargins(1, 1, 1, 1)
        self._inside.addWidget(self.table)
        self._inside.addWidget(self.empty)
        return frame

    def _connect(self) -> None:
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.text_opener.toggled.connect(self.import_text.setVisible)
        self.import_text.done.connect(lambda: self.text_opener.setChecked(False))
        self.model.edited.connect(self._take)
        self.form.changed.connect(self.show_state)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_tools())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_own())
        for signal in (self.model.modelReset, self.model.rowsInserted, self.model.rowsRemoved):
            signal.connect(lambda *_: self._show_tools())
        QShortcut(QKeySequence.StandardKey.Delete, self.table, self._remove, context=Qt.ShortcutContext.WidgetShortcut)

    def demand(self) -> bool:
        """Say what is missing or wrong, and tell whether all is well."""
        self._demanding = True
        self.show_state()
        return self.problem.isHidden()

    def show_state(self) -> None:
        """Show the list and its problem as the form has them."""
        if not self.form.variable_in_force("kassas"):
            self.model.set_text(str(self.form.value("kassas")), hours_in(self.form.value("kassa")))
        self.problem.setText(self._problem())
        for part in (self.problem, self._sign):
            part.setVisible(bool(self.problem.text()))
        self._show_tools()

    @property
    def settings(self) -> frozenset[str]:
        """The settings that are edited here."""
        own = {f"kassa.{kassa}.{key}" for kassa in self.form.value("kassa") for key in (_HOUR, *KEYS)}
        return frozenset({"kassas", *own})

    def _problem(self) -> str:
        if variable := self.form.variable_in_force("kassas"):
            return translate("KassasForm", "Set by the environment variable {name}; change it there.").format(
                name=variable
            )
        wrong = (self.form.problem(setting) for setting in sorted(self.settings - {"kassas"}))
        if found := next(filter(None, wrong), None):
            return self.model.first_problem() or f"{found.setting.split('.')[1]}: {found.text}"
        problem = self.form.problem("kassas")
        if problem is None or (problem.absent and not self._demanding):
            return ""
        return self.model.first_problem() or problem.text

    def _show_tools(self) -> None:
        free = self.form.variable_in_force("kassas") is None
        for part in (self.add, self.text_opener, self.table, self.search.button):
            part.setEnabled(free)
        self._inside.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        self.remove.setEnabled(free and self.table.selectionModel().hasSelection())

    def _show_own(self) -> None:
        """Show what the chosen kassa does differently."""
        rows = self.table.selectionModel().selectedRows()
        self.own.show_kassa(str(rows[0].data()) if len({row.data() for row in rows}) == 1 else "")

    def _take(self) -> None:
        own = with_hours(self.form.value("kassa"), self.model.hours())
        self.form.set_values({"kassas": self.model.text(), "kassa": own})

    def _add(self) -> None:
        place = self.model.add_blank()
        self.table.setCurrentIndex(place)
        self.table.edit(place)

    def _remove(self) -> None:
        self.model.remove([index.row() for index in self.table.selectionModel().selectedRows()])

    def retranslate(self) -> None:
        """Set the texts."""
        self.add.setText(translate("KassasForm", "Add"))
        self.remove.setText(translate("KassasForm", "Remove"))
        self.text_opener.setText(translate("KassasForm", "Import from text"))
        self.empty.set_texts(
            translate("KassasForm", "No kassas yet"),
            translate("KassasForm", "Find them on the exchange server, import them from text, or add them one by one."),
        )
        self.table.setAccessibleName(translate("KassasForm", "Kassas and their folders"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, HOUR)
        self.show_state()


def hours_in(own: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the hours among what kassas do differently from the others."""
    return {kassa: str(values[_HOUR]) for kassa, values in own.items() if values.get(_HOUR)}


def with_hours(own: Mapping[str, Mapping[str, Any]], hours: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return what kassas do differently, with these hours and no others; a kassa that has nothing left is left out."""
    names = {kassa.casefold(): kassa for kassa in own}
    rest = {kassa: {key: value for key, value in values.items() if key != _HOUR} for kassa, values in own.items()}
    for kassa, hour in hours.items():
        rest.setdefault(names.get(kassa.casefold(), kassa), {})[_HOUR] = hour
    return {kassa: values for kassa, values in rest.items() if values}


def _row(*tools: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for tool in tools:
        row.addWidget(tool)
    row.addStretch(1)
    return row


class _KassaTable(QTableView):
    """The table: three columns, edited in place."""

    def __init__(self, model: KassaListModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(ROW * 5)


class ImportText(Retranslated, QWidget):
    """A box for the list as text; what is wrong with it is said below. `done` is sent when its kassas were added."""

    done = Signal()

    def __init__(self, model: KassaListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.edit = QPlainTextEdit()
        self.edit.setPlaceholderText(_EXAMPLE)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(ROW * 2 + 12)
        self.apply = button()
        self.problem = label(tone="red", wrap=True)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.apply, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.apply.clicked.connect(self.take)
        self.retranslate()

    def take(self) -> None:
        """Add what the text names to the list."""
        try:
            folders = folders_in(self.edit.toPlainText())
        except DeskError as error:
            self.problem.setText(f"{error.message} {error.hint}")
        else:
            self.problem.setText("" if folders else translate("ImportText", "There is no kassa in this text."))
            self._model.add(folders)
        if not self.problem.text():
            self.edit.clear()
            self.done.emit()
        self.problem.setVisible(bool(self.problem.text()))
        set_property(self.edit, "invalid", bool(self.problem.text()))

    def retranslate(self) -> None:
        """Set the texts."""
        self.edit.setAccessibleName(translate("ImportText", "List of kassas as text"))
        self.apply.setText(translate("ImportText", "Add these"))
