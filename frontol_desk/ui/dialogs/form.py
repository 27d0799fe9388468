"""What all forms have in common: fields in a column, edited in one profile form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.editors import Editor
from frontol_desk.ui.dialogs.fields import Field, Words
from frontol_desk.ui.dialogs.fold import Fold
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.translation import Retranslated

NARROW = 360
"""Pixels that a choice of a few words is wide at most."""
SPACING = 12
"""Pixels between two fields."""


class Form(Retranslated, QWidget):
    """Fields of one section; the wizard and the settings show the same ones."""

    sections: tuple[str, ...] = ()

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.fields: dict[str, Field] = {}
        self.folds: list[Fold] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACING)

    def field(
        self, setting: str, editor: Editor, name: Words, remark: Words | None = None, *, named: bool = True
    ) -> Field:
        """Make the field of a setting; where it stands is up to the caller."""
        made = Field(self.form, setting, editor, name, remark, named=named)
        self.fields[setting] = made
        return made

    def fold(self, words: Callable[[], str]) -> Fold:
        """Add what can be folded away."""
        made = Fold(words)
        self.folds.append(made)
        self.column.addWidget(made)
        return made

    def demand(self) -> bool:
        """Show everything that is wrong or missing, go to the first such field, and tell whether all is well."""
        for field in self.fields.values():
            field.demand()
        faulty = [field for field in self.fields.values() if field.is_at_fault]
        if faulty:
            self.reveal(faulty[0].setting)
        return not faulty

    def reveal(self, setting: str) -> None:
        """Put the keyboard into a field, unfolding what hides it."""
        field = self.fields[setting]
        for fold in self.folds:
            if fold.content.isAncestorOf(field):
                fold.unfold()
        field.widget.setFocus()

    def retranslate(self) -> None:
        """Set the texts; the fields set their own."""
