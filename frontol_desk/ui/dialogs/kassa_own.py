"""What one kassa does differently from the others: its time zone, how it writes days, its encoding."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.editors import ChoiceEditor, Editor, TextEditor
from frontol_desk.ui.dialogs.fields import Words, side_by_side
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.tokens import BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import label, set_property

_ENCODINGS: dict[str, Words] = {
    "": lambda: translate("KassaOwn", "As the others"),
    "auto": lambda: translate("LoadForm", "Recognise"),
    "utf-8": lambda: "UTF-8",
    "windows-1251": lambda: "Windows-1251",
    "utf-16-le": lambda: "UTF-16 LE",
    "utf-16-be": lambda: "UTF-16 BE",
}
_NAMES: dict[str, Words] = {
    "timezone": lambda: translate("AdvancedForm", "Time zone"),
    "date_format": lambda: translate("LoadForm", "Days"),
    "encoding": lambda: translate("LoadForm", "Encoding of answers"),
}
KEYS = tuple(_NAMES)


class KassaOwn(Retranslated, QWidget):
    """The settings of the kassa that is chosen in the list; empty ones are as for all others."""

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self._kassa = ""
        self.editors: dict[str, Editor] = {
            "timezone": TextEditor(),
            "date_format": TextEditor(),
            "encoding": ChoiceEditor(_ENCODINGS),
        }
        self._title = label(role="heading")
        self._names = {key: QLabel() for key in KEYS}
        self.problem = label(tone="red", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN)
        column.addWidget(self._title)
        column.addLayout(side_by_side(*(self._pair(key) for key in KEYS)))
        column.addWidget(self.problem)
        form.changed.connect(self.show_state)
        self.show_kassa("")

    def _pair(self, key: str) -> QWidget:
        """Return name and editor of a setting, one above the other."""
        pair = QWidget()
        column = QVBoxLayout(pair)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        widget = self._widget(key)
        self._names[key].setBuddy(widget)
        column.addWidget(self._names[key])
        column.addWidget(widget)
        self.editors[key].entered.connect(lambda: self._take(key))
        return pair

    def _widget(self, key: str) -> QWidget:
        return cast("QWidget", self.editors[key])

    def show_kassa(self, kassa: str) -> None:
        """Show what a kassa does differently; none is shown for an empty name."""
        self._kassa = kassa
        self.setVisible(bool(kassa))
        self.retranslate()

    def show_state(self) -> None:
        """Show values and the first problem as the form has them."""
        own = self._own().get(self._name(), {})
        told = ""
        for key, editor in self.editors.items():
            editor.set_value(own.get(key) or "")
            problem = self._form.problem(f"kassa.{self._name()}.{key}")
            set_property(self._widget(key), "invalid", problem is not None)
            told = told or (problem.text if problem else "")
        self.problem.setText(told)
        self.problem.setVisible(bool(told))

    def _own(self) -> dict[str, dict[str, Any]]:
        return {kassa: dict(values) for kassa, values in self._form.value("kassa").items()}

    def _name(self) -> str:
        """Return the kassa as the profile writes it: capital and small letters are alike."""
        return next((name for name in self._own() if name.casefold() == self._kassa.casefold()), self._kassa)

    def _take(self, key: str) -> None:
        own, name, value = self._own(), self._name(), self.editors[key].value()
        rest = {other: kept for other, kept in own.get(name, {}).items() if other != key}
        own[name] = rest | ({key: value} if value else {})
        self._form.set_value("kassa", {kassa: values for kassa, values in own.items() if values})

    def retranslate(self) -> None:
        """Set the texts; what holds for the others shows where nothing is written."""
        #: {kassa}: the name of a kassa
        title = translate("KassaOwn", "What {kassa} does differently from the others")
        self._title.setText(title.format(kassa=self._kassa))
        for key, words in _NAMES.items():
            self._names[key].setText(words())
            self._widget(key).setAccessibleName(words())
        for key, setting in (("timezone", "timezone"), ("date_format", "exchange.date_format")):
            cast("TextEditor", self.editors[key]).setPlaceholderText(str(self._form.value(setting) or ""))
        self.show_state()
