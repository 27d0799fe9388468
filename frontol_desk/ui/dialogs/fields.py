"""A field: its name above, what it is edited with, below it a remark or what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QStyle, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.editors import Editor
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.presenters.profile_secrets import PASSWORDS
from frontol_desk.ui.presenters.setting_values import variable_of
from frontol_desk.ui.theme.tokens import INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconLabel, label, set_property

Words = Callable[[], str]


class Field(Retranslated, QWidget):
    """One setting of a profile form. A mistake shows as soon as it is made, an empty field once it is demanded."""

    def __init__(
        self,
        form: ProfileForm,
        setting: str,
        editor: Editor,
        name: Words,
        remark: Words | None = None,
        *,
        named: bool = True,
    ) -> None:
        super().__init__()
        self.form, self.setting, self.editor = form, setting, editor
        self._name, self._remark = name, remark
        self._demanding = False
        self.widget = cast("QWidget", editor)
        self.name = QLabel()
        self.name.setBuddy(self.widget)
        self.name.setWordWrap(True)
        self.name.setVisible(named)
        self.remark = label(role="muted", wrap=True)
        self.problem = label(tone="red", wrap=True)
        self._lay_out()
        editor.entered.connect(self._enter)
        if isinstance(self.widget, QLineEdit):
            self.widget.editingFinished.connect(self._leave)
        form.changed.connect(self.show_state)
        self.retranslate()

    def _lay_out(self) -> None:
        self._sign = IconLabel("errors", "red")
        below = QHBoxLayout()
        below.setSpacing(INSIDE + 2)
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.problem, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        for part in (self.name, self.widget):
            column.addWidget(part)
        if isinstance(self.widget, QCheckBox):  # below its words, not below the box
            metric, style = QStyle.PixelMetric, self.widget.style()
            box = (metric.PM_IndicatorWidth, metric.PM_CheckBoxLabelSpacing)
            self.remark.setIndent(sum(style.pixelMetric(one, None, self.widget) for one in box))
        column.addLayout(below)
        column.addWidget(self.remark)

    @property
    def is_at_fault(self) -> bool:
        """Tell whether a problem is shown."""
        return not self.problem.isHidden()

    def demand(self) -> None:
        """Say what is missing even where nothing was entered yet."""
        self._demanding = True
        self.show_state()

    def show_state(self) -> None:
        """Show value and problem as the form has them."""
        if self.setting in PASSWORDS:
            self.editor.set_value(self.form.password(self.setting))
        elif not self._is_being_replaced():
            self.editor.set_value(self.form.value(self.setting))
        problem = self.form.problem(self.setting)
        text = problem.text if problem and (self._demanding or not problem.absent) else ""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self._sign.setVisible(bool(text))
        set_property(self.widget, "invalid", bool(text))
        self._show_remark()

    def _is_being_replaced(self) -> bool:
        """Tell whether a person has emptied the line to write something else: its default must not come in between."""
        line = self.widget
        emptied = isinstance(line, QLineEdit) and line.isModified() and not line.text()
        return emptied and bool(self.form.value(self.setting) == self.form.usual(self.setting))

    def _leave(self) -> None:
        """Show what holds once the line is left empty."""
        if isinstance(self.widget, QLineEdit) and self._is_being_replaced():
            self.widget.setModified(False)
            self.show_state()

    def _show_remark(self) -> None:
        variable = self.form.variable_in_force(self.setting)
        self.widget.setEnabled(variable is None)
        text = self._remark() if self._remark else ""
        if not text and self.form.is_inherited(self.setting):
            #: {name} is the name of a profile
            text = translate("Field", "From the profile {name}.").format(name=self.form.value("extends"))
        if variable:
            text = translate("Field", "Set by the environment variable {name}; change it there.").format(name=variable)
        self.remark.setText(text)
        self.remark.setVisible(bool(text) and not self.is_at_fault)
        self.widget.setAccessibleDescription(self.problem.text() or text)

    def _enter(self) -> None:
        value = self.editor.value()
        if self.setting in PASSWORDS:
            self.form.set_password(self.setting, value)
        else:
            self.form.set_value(self.setting, value)

    def retranslate(self) -> None:
        """Set name and remark."""
        self.name.setText(self._name())
        self.widget.setAccessibleName(self._name())
        for part in (self.name, self.widget):
            part.setToolTip(technical_words(self.setting))
        self.show_state()


def side_by_side(*fields: QWidget, stretch: tuple[int, ...] = ()) -> QHBoxLayout:
    """Return a row of fields, their tops aligned."""
    row = QHBoxLayout()
    row.setSpacing(12)
    for field, share in zip(fields, stretch or (1,) * len(fields), strict=True):
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
    return row


def technical_words(setting: str) -> str:
    """Return how a setting is called where it is no field: in the file, in the environment."""
    #: {name}: as in the file, {variable}: that of the environment
    return translate("Field", "In the file: {name}\nEnvironment variable: {variable}").format(
        name=setting, variable=variable_of(setting)
    )
