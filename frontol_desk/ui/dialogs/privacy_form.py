"""Personal data: whether it is stored as it is or as codes (hashes), and what that means."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.editors import SwitchEditor
from frontol_desk.ui.dialogs.form import SPACING, Form
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.parts import IconLabel, label

_SETTING = "privacy.hash_personal"


class PrivacyForm(Form):
    """One switch, and in plain words everything that follows from it."""

    sections = ("privacy",)

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self._always = label(wrap=True)
        self.column.addWidget(self._always)
        self.column.addWidget(
            self.field(
                _SETTING,
                SwitchEditor(lambda: translate("PrivacyForm", "Replace personal data by codes (hashes)")),
                lambda: translate("PrivacyForm", "Personal data in the database"),
            )
        )
        self._consequences = [label(wrap=True) for _ in _CONSEQUENCES]
        self._meaning = QWidget()
        lines = QVBoxLayout(self._meaning)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(SPACING)
        for (icon, _), text in zip(_CONSEQUENCES, self._consequences, strict=True):
            lines.addLayout(_line(icon, text))
        self.column.addWidget(self._meaning)
        form.changed.connect(self._show_meaning)
        self.retranslate()
        self._show_meaning()

    def _show_meaning(self) -> None:
        self._meaning.setVisible(bool(self.form.value(_SETTING)))

    def retranslate(self) -> None:
        """Set the texts."""
        self._always.setText(
            translate(
                "PrivacyForm",
                "In logs, messages and texts for support phone numbers, cards and e-mails are always masked.",
            )
        )
        for (_, words), text in zip(_CONSEQUENCES, self._consequences, strict=True):
            text.setText(words())


_CONSEQUENCES: tuple[tuple[str, Callable[[], str]], ...] = (
    (
        "load",
        lambda: translate(
            "PrivacyForm",
            "Phone numbers, e-mails, cards, customers' names and prescriptions are replaced when a file is loaded.",
        ),
    ),
    (
        "user",
        lambda: translate(
            "PrivacyForm",
            "The same number always gives the same code (a hash): customers can be counted, not recognised.",
        ),
    ),
    (
        "key",
        lambda: translate(
            "PrivacyForm",
            "The keys lie with the passwords. Keep a copy of them: without the archive's key its originals cannot be "
            "opened, with another key of the codes customers look like new ones. All computers need the same keys.",
        ),
    ),
    (
        "archive",
        lambda: translate("PrivacyForm", "Originals are encrypted in the archive from the next load on."),
    ),
    (
        "export",
        lambda: translate("PrivacyForm", "The export that equals the kassa's file byte for byte is not possible."),
    ),
    (
        "warning",
        lambda: translate(
            "PrivacyForm", "Days loaded before stay as they are, in the database and in the archive, until loaded anew."
        ),
    ),
)


def _line(icon: str, text: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(BETWEEN)
    row.addWidget(IconLabel(icon, "amber" if icon == "warning" else "muted"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    return row
