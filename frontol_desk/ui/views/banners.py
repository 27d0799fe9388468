"""Banners above the pages: what needs a word or a decision, without stopping anybody's work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from frontol_desk.ui.theme.tokens import AROUND, BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.notices import Banner
from frontol_desk.ui.views.surfaces import Tone

_SIGNS: dict[Tone, str] = {"amber": "warning", "red": "errors", "blue": "info", "green": "check", "grey": "info"}
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """What a banner says. Texts are functions, so that they follow the language; `key` makes it unique."""

    key: str
    tone: Tone
    text: Callable[[], str]
    hint: Callable[[], str] = str
    action_text: Callable[[], str] = str
    action: Callable[[], object] | None = None
    other_text: Callable[[], str] = str
    other: Callable[[], object] | None = None
    closable: bool = True


class Banners(Retranslated, QWidget):
    """The notices there are, newest first, three at most; one with the key of an earlier one takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(AROUND, BETWEEN, AROUND, 0)
        self._column.setSpacing(BETWEEN)
        self._shown: dict[str, tuple[Notice, Banner]] = {}
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice."""
        self.remove(notice.key)
        banner = Banner(_SIGNS[notice.tone], notice.tone)
        banner.setObjectName(f"banner-{notice.key}")
        for action in filter(None, (notice.action, notice.other)):
            banner.add_action("").clicked.connect(lambda _=False, action=action: action())
        banner.closed.connect(lambda: self.remove(notice.key))
        self._shown[notice.key] = (notice, banner)
        self._column.insertWidget(0, banner)
        for key in list(self._shown)[:-_MOST_SHOWN]:
            self.remove(key)
        self.retranslate()
        self.show()

    def remove(self, key: str) -> None:
        """Take a notice away, if it is there."""
        _, banner = self._shown.pop(key, (None, None))
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._shown))

    def shown(self) -> list[str]:
        """Return the keys of what is shown, oldest first."""
        return list(self._shown)

    def retranslate(self) -> None:
        """Set the texts."""
        for notice, banner in self._shown.values():
            banner.set_texts(notice.text(), notice.hint(), translate("Banner", "Dismiss") if notice.closable else "")
            texts = ((notice.action, notice.action_text), (notice.other, notice.other_text))
            banner.set_action_texts([text() for action, text in texts if action is not None])
            banner.setAccessibleName(notice.text())
