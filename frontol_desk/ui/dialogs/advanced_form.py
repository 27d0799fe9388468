"""What is rarely touched: time zone, detail of the log, repetitions, and how long originals are kept."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from frontol_desk.settings.catalogue import catalogue, section_title
from frontol_desk.ui.dialogs.editors import AmountEditor, ChoiceEditor, NumberEditor, TextEditor
from frontol_desk.ui.dialogs.fields import side_by_side
from frontol_desk.ui.dialogs.fold import Fold
from frontol_desk.ui.dialogs.form import NARROW, SPACING, Form
from frontol_desk.ui.dialogs.setting_editors import field_of
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.tokens import INSIDE
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.parts import ElidedLabel, button

_DAY = 86_400
_BY_OTHER_MEANS = ("kassas", "kassa", "schema_version")
"""The list of kassas has a page of its own; the version of the file is the program's."""


class AdvancedForm(Form):
    """Fields of the sections timezone, log, retry and archive, and where everything lies."""

    sections = ("timezone", "log", "retry", "archive")

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self.column.addWidget(
            self.field(
                "timezone",
                TextEditor("Europe/Moscow"),
                lambda: translate("AdvancedForm", "Time zone"),
                lambda: translate("AdvancedForm", "Decides what yesterday is. Empty: the zone of this computer."),
            )
        )
        self.column.addWidget(
            self.field(
                "log.level",
                ChoiceEditor(
                    {
                        "error": lambda: translate("AdvancedForm", "Errors only"),
                        "warning": lambda: translate("AdvancedForm", "Errors and warnings"),
                        "info": lambda: translate("AdvancedForm", "What is done"),
                        "debug": lambda: translate("AdvancedForm", "Everything, for support"),
                    }
                ),
                lambda: translate("AdvancedForm", "Detail of the log"),
                lambda: translate("AdvancedForm", "Takes effect at the next start of the program."),
            )
        )
        for field in self.fields.values():
            field.widget.setMaximumWidth(NARROW)
        self._repetitions()
        self._archive()
        self._home_name = QLabel()
        self._home = ElidedLabel(str(form.home), "muted", Qt.TextElideMode.ElideMiddle)
        self.open_home = button(icon="open-folder")
        self.open_home.clicked.connect(lambda: _open(form.home))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._home, 1)
        row.addWidget(self.open_home)
        pair = QVBoxLayout()
        pair.setSpacing(INSIDE)
        pair.addWidget(self._home_name)
        pair.addLayout(row)
        self._rest = QVBoxLayout()
        self._rest.setSpacing(SPACING)
        self.column.addLayout(self._rest)
        self.column.addLayout(pair)
        self.retranslate()

    def add_rest(self, elsewhere: Collection[str]) -> None:
        """Add everything that can be set and has its field neither here nor `elsewhere`, section by section."""
        here = {*elsewhere, *self.fields, *_BY_OTHER_MEANS}
        left = [info for info in catalogue() if info.in_file and info.name not in here]
        for section in dict.fromkeys(info.section for info in left):
            fold = Fold(partial(section_title, section))
            self.folds.append(fold)
            self._rest.addWidget(fold)
            for info in left:
                if info.section == section:
                    fold.inside.addWidget(field_of(self, info))

    def _repetitions(self) -> None:
        fold = self.fold(lambda: translate("AdvancedForm", "When something does not answer"))
        attempts = self.field(
            "retry.attempts", NumberEditor(1, 20), lambda: translate("AdvancedForm", "Attempts of an operation")
        )
        first = self.field(
            "retry.first_seconds",
            AmountEditor(0.1, _DAY, 1, _seconds),
            lambda: translate("AdvancedForm", "First pause"),
            lambda: translate("AdvancedForm", "Each further one is twice as long."),
        )
        longest = self.field(
            "retry.longest_seconds",
            AmountEditor(0.1, _DAY, 1, _seconds),
            lambda: translate("AdvancedForm", "Longest pause"),
        )
        budget = self.field(
            "retry.budget",
            NumberEditor(0, 100_000),
            lambda: translate("AdvancedForm", "Repetitions in a load"),
            lambda: translate("AdvancedForm", "After so many, failures are final."),
        )
        failures = self.field(
            "retry.breaker_failures",
            NumberEditor(1, 1_000),
            lambda: translate("AdvancedForm", "Rest after failures"),
            lambda: translate("AdvancedForm", "So many in a row, and the exchange server is left alone."),
        )
        rest = self.field(
            "retry.breaker_seconds",
            AmountEditor(0.1, _DAY, 1, _seconds),
            lambda: translate("AdvancedForm", "Longest rest"),
            lambda: translate("AdvancedForm", "Then one call finds out whether it is back."),
        )
        fold.inside.addLayout(side_by_side(attempts, first, longest))
        fold.inside.addLayout(side_by_side(budget, failures, rest))

    def _archive(self) -> None:
        fold = self.fold(lambda: translate("AdvancedForm", "Archive of the kassas' answers"))
        days = self.field(
            "archive.keep_days",
            AmountEditor(1, 36_500, 0, lambda: translate("AdvancedForm", "d", "days, short"), _without_limit),
            lambda: translate("AdvancedForm", "Kept for"),
            lambda: translate("AdvancedForm", "What an open failure needs is kept in any case."),
        )
        size = self.field(
            "archive.max_gigabytes",
            AmountEditor(0.1, 1_000_000, 1, lambda: translate("AdvancedForm", "GB"), _without_limit),
            lambda: translate("AdvancedForm", "Room they may take"),
            lambda: translate("AdvancedForm", "The oldest make room."),
        )
        free = self.field(
            "archive.free_megabytes",
            NumberEditor(0, 1_000_000, lambda: translate("AdvancedForm", "MB")),
            lambda: translate("AdvancedForm", "Room on the disk"),
            lambda: translate("AdvancedForm", "With less than this no load begins."),
        )
        fold.inside.addLayout(side_by_side(days, size, free))

    def retranslate(self) -> None:
        """Set the texts."""
        self._home_name.setText(translate("AdvancedForm", "Profiles, log and archive are kept here"))
        self.open_home.setText(translate("AdvancedForm", "Open the folder"))


def _seconds() -> str:
    return translate("LoadForm", "s", "seconds, short")


def _without_limit() -> str:
    return translate("AdvancedForm", "no limit")


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
