"""What a field is edited with: all have `value`, `set_value` and `entered`, sent for a person's entries only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from frontol_desk.ui.formats import locale
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.theme.tokens import INSIDE
from frontol_desk.ui.translation import Retranslated, translate

_LETTERS = 10
"""So many letters of a choice are seen at least."""


class Editor(Protocol):
    """A widget that holds the value of one setting."""

    @property
    def entered(self) -> SignalInstance:
        """Sent when a person changed the value."""
        ...

    def value(self) -> Any:
        """Return what is entered."""
        ...

    def set_value(self, value: Any) -> None:
        """Show a value; `entered` is not sent."""
        ...


class TextEditor(QLineEdit):
    """One line of text."""

    entered = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(lambda _text: self.entered.emit())

    def value(self) -> str:
        """Return the text without blanks around it."""
        return self.text().strip()

    def set_value(self, value: Any) -> None:
        """Show a text; one that a person is just typing stays as it is."""
        text = "" if value is None else str(value)
        if text != self.value():
            self.setText(text)


class PasswordEditor(Retranslated, QLineEdit):
    """A password: hidden unless one asks to see it."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(lambda _text: self.entered.emit())
        self._show(False)

    def value(self) -> str:
        """Return the password exactly as it was typed."""
        return self.text()

    def set_value(self, value: Any) -> None:
        """Show a password."""
        if value != self.text():
            self.setText(value or "")

    def _show(self, visible: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if visible else QLineEdit.EchoMode.Password)
        keep_icon(self._eye, "eye-off" if visible else "eye", "muted")
        self.retranslate()

    def retranslate(self) -> None:
        """Name the eye."""
        shown = self._eye.isChecked()
        text = translate("PasswordEditor", "Hide the password") if shown else translate("PasswordEditor", "Show it")
        self._eye.setText(text)
        self._eye.setToolTip(text)


class NumberEditor(Retranslated, QSpinBox):
    """A whole number within limits, with its unit; the wheel does nothing unless it has the focus."""

    entered = Signal()

    def __init__(
        self, least: int, most: int, unit: Callable[[], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._unit = unit
        self.setRange(least, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(INSIDE, 0, 0, 0)
        self.valueChanged.connect(lambda _number: self.entered.emit())
        self.retranslate()

    def set_value(self, value: Any) -> None:
        """Show a number."""
        with QSignalBlocker(self):
            self.setValue(int(value))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Let the page scroll."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def retranslate(self) -> None:
        """Show the unit in the window's language."""
        self.setSuffix(_suffix(self._unit))


class AmountEditor(Retranslated, QDoubleSpinBox):
    """A number with so many digits after the separator; with words for `nothing`, 0 stands for None."""

    entered = Signal()

    def __init__(
        self,
        least: float,
        most: float,
        digits: int,
        unit: Callable[[], str],
        nothing: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._unit, self._nothing = unit, nothing
        self.setDecimals(digits)
        self.setRange(0.0 if nothing else least, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(INSIDE, 0, 0, 0)
        self.valueChanged.connect(lambda _number: self.entered.emit())
        self.retranslate()

    def value(self) -> Any:
        """Return the number, a whole one as such; None for nothing."""
        number = super().value()
        if self._nothing and number == 0:
            return None
        return number if self.decimals() else int(number)

    def set_value(self, value: Any) -> None:
        """Show a number."""
        with QSignalBlocker(self):
            self.setValue(float(value or 0))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Let the page scroll."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def retranslate(self) -> None:
        """Show the unit, and the words for nothing, in the window's language."""
        self.setLocale(locale())
        self.setSuffix(_suffix(self._unit))
        if self._nothing:
            self.setSpecialValueText(self._nothing())


def _suffix(unit: Callable[[], str] | None) -> str:
    words = unit() if unit else ""
    return f"\N{NO-BREAK SPACE}{words}" if words else ""


class PortEditor(TextEditor):
    """The number of a port; what is no number is told below the field."""

    def __init__(self, usual: int, parent: QWidget | None = None) -> None:
        super().__init__(str(usual), parent)
        self.setMaxLength(5)

    def value(self) -> Any:
        """Return the port as a number where it is one."""
        text = super().value()
        return int(text) if text.isdecimal() else text

    def set_value(self, value: Any) -> None:
        """Show a port."""
        if value != self.value():
            super().set_value(value)


class ChoiceEditor(Retranslated, QComboBox):
    """One of a few values, each with its words."""

    entered = Signal()

    def __init__(self, choices: dict[str, Callable[[], str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = dict(choices)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        for value in choices:
            self.addItem("", value)
        self.activated.connect(lambda _index: self.entered.emit())
        self.retranslate()

    def value(self) -> str:
        """Return the chosen value."""
        return cast("str", self.currentData())

    def set_value(self, value: Any) -> None:
        """Choose a value; one that is not offered, as a file may have it, is added as it is written."""
        wanted = "" if value is None else str(value)
        if self.findData(wanted) < 0:
            self._choices[wanted] = lambda: wanted
            self.addItem(wanted, wanted)
        self.setCurrentIndex(self.findData(wanted))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Let the page scroll."""
        event.ignore()

    def retranslate(self) -> None:
        """Set the words of the choices."""
        for index, words in enumerate(self._choices.values()):
            self.setItemText(index, words())


class SwitchEditor(Retranslated, QCheckBox):
    """Yes or no, with the words beside the box."""

    entered = Signal()

    def __init__(self, words: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.clicked.connect(lambda _on: self.entered.emit())
        self.retranslate()

    def value(self) -> bool:
        """Tell whether it is switched on."""
        return self.isChecked()

    def set_value(self, value: Any) -> None:
        """Switch it."""
        self.setChecked(bool(value))

    def retranslate(self) -> None:
        """Set the words."""
        self.setText(self._words())
