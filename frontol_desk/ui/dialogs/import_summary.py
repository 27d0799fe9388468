"""Before settings from a file are taken over: what comes in, which passwords, what is unknown, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from frontol_desk.console.importing import ImportedProfile, wanted_secrets
from frontol_desk.settings.catalogue import GENERAL, section_title, setting_info
from frontol_desk.settings.problems import SettingProblem
from frontol_desk.ui.dialogs.secret_rows import secret_name
from frontol_desk.ui.presenters.setting_values import flattened
from frontol_desk.ui.presenters.setting_words import hint_of, in_words
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconLabel, Tone, button, hairline, label

_SIZE = (640, 560)


class ImportSummary(Retranslated, QDialog):
    """Tells what a file says; `accepted` means that it is to be taken over. Nothing is changed here."""

    def __init__(self, imported: ImportedProfile, file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.imported = imported
        self._file = file
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._title = label(role="title", wrap=True)
        self._lead = label(role="muted", wrap=True)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(BETWEEN + INSIDE)
        self.cancel = button()
        self.take = button(kind="primary")
        self.take.setDefault(True)
        self._lay_out()
        self.cancel.clicked.connect(self.reject)
        self.take.clicked.connect(self.accept)
        self.retranslate()
        self.resize(*_SIZE)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(AROUND + BETWEEN, AROUND, AROUND + BETWEEN, AROUND)
        column.setSpacing(BETWEEN)
        for part in (self._title, self._lead):
            column.addWidget(part)
        column.addSpacing(BETWEEN)
        column.addLayout(self._parts)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(AROUND, 12, AROUND, 12)
        buttons.setSpacing(BETWEEN)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.take)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(hairline())
        whole.addLayout(buttons)

    @property
    def text(self) -> str:
        """Everything it says, line by line."""
        parts = (text for _, _, heading, lines in self._said() for text in (heading, *lines))
        return "\n".join((self._title.text(), self._lead.text(), *parts))

    def _said(self) -> Iterator[tuple[str, Tone, str, list[str]]]:
        """Yield what there is to say: icon, tone, heading, lines."""
        found = self.imported
        if wrong := [
            f"{one.place or one.setting}: {one.message}\n{in_words(hint_of(one.error))}" for one in found.problems
        ]:
            yield "errors", "red", translate("ImportSummary", "Wrong, and left out"), wrong
        if found.unknown:
            yield (
                "warning",
                "amber",
                translate("ImportSummary", "Unknown here, and left out"),
                [", ".join(found.unknown)],
            )
        if later := [*map(_told, found.remarks)]:
            yield "warning", "amber", translate("ImportSummary", "To be mended on this computer"), later
        if found.secrets:
            heading = translate("ImportSummary", "Passwords: they are stored safely, never in the settings file")
            yield "key", "green", heading, [secret_name(name) for name in found.secrets]
        if needed := [secret_name(name) for name in self.needed]:
            yield "key", "amber", translate("ImportSummary", "Not in the file: fill in afterwards"), needed
        yield "settings", "", translate("ImportSummary", "Settings"), [*_settings(found)]

    @property
    def needed(self) -> tuple[str, ...]:
        """The secrets that these settings need and the file does not give."""
        if self.imported.kind == "kassas":
            return ()
        return tuple(name for name in wanted_secrets(self.imported.settings) if name not in self.imported.secrets)

    def retranslate(self) -> None:
        """Set the texts."""
        self.setWindowTitle(translate("ImportSummary", "Take over settings"))
        self._title.setText(_kind(self.imported))
        #: {file}: the path of a file
        lead = translate("ImportSummary", "From {file}. You can still change everything; nothing is stored yet.")
        self._lead.setText(lead.format(file=self._file))
        self.cancel.setText(translate("ImportSummary", "Cancel"))
        self.take.setText(translate("ImportSummary", "Take over"))
        self.take.setEnabled(bool(self.imported.values or self.imported.secrets))
        while (item := self._parts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for icon, tone, heading, lines in self._said():
            self._parts.addWidget(_part(icon, tone, heading, lines))


def _kind(imported: ImportedProfile) -> str:
    count = sum(1 for _ in _settings(imported))
    match imported.kind:
        case "env":
            return translate("ImportSummary", "%Ln setting(s) of an old loader", None, count)
        case "kassas":
            return translate("ImportSummary", "A list of kassas")
        case _:
            return translate("ImportSummary", "%Ln setting(s) of a profile", None, count)


def _settings(imported: ImportedProfile) -> Iterator[str]:
    for name, value in flattened(imported.values).items():
        if isinstance(value, dict):
            value = "; ".join(f"{kassa}: {', '.join(map(str, own.values()))}" for kassa, own in value.items())
        if name != "schema_version":
            yield f"{_called(name)}: {value}"


def _told(problem: SettingProblem) -> str:
    """Return what is wrong and what to do."""
    return f"{in_words(problem.message)}\n{in_words(hint_of(problem.error))}"


def _called(name: str) -> str:
    """Return the words for a setting, with those of its section: there are several servers."""
    info = setting_info(name)
    if info is None:
        return name
    return info.title if info.section == GENERAL else f"{section_title(info.section)} · {info.title}"


def _part(icon: str, tone: Tone, heading: str, lines: list[str]) -> QWidget:
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(BETWEEN)
    row.addWidget(IconLabel(icon, tone or "muted"), 0, Qt.AlignmentFlag.AlignTop)
    texts = QVBoxLayout()
    texts.setSpacing(INSIDE)
    texts.addWidget(label(heading, "heading", wrap=True))
    for line in lines:
        words = label(line, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts.addWidget(words)
    row.addLayout(texts, 1)
    return part
