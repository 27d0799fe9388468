"""The pages of the settings: the forms, each under its name, and the list that leads to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.advanced_form import AdvancedForm
from frontol_desk.ui.dialogs.appearance_form import AppearanceForm
from frontol_desk.ui.dialogs.database_form import DatabaseForm
from frontol_desk.ui.dialogs.form import Form
from frontol_desk.ui.dialogs.ftp_form import FtpForm
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.dialogs.load_form import LoadForm
from frontol_desk.ui.dialogs.privacy_form import PrivacyForm
from frontol_desk.ui.dialogs.profile_page import ProfilePage
from frontol_desk.ui.dialogs.secrets_form import SecretsForm
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON_SMALL, ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import label


@dataclass(frozen=True, slots=True)
class PageKind:
    """One page: its key, its icon, its name and the form on it."""

    key: str
    icon: str
    name: Callable[[], str]
    form: type[Form]


KINDS = (
    PageKind("database", "database", lambda: translate("SettingsDialog", "Database"), DatabaseForm),
    PageKind("ftp", "server", lambda: translate("SettingsDialog", "Exchange server"), FtpForm),
    PageKind("kassas", "till", lambda: translate("SettingsDialog", "Kassas"), KassasForm),
    PageKind("load", "load", lambda: translate("SettingsDialog", "Load"), LoadForm),
    PageKind("secrets", "key", lambda: translate("SettingsDialog", "Passwords"), SecretsForm),
    PageKind("privacy", "user", lambda: translate("SettingsDialog", "Personal data"), PrivacyForm),
    PageKind("profile", "file", lambda: translate("SettingsDialog", "Profile"), ProfilePage),
    PageKind("appearance", "globe", lambda: translate("SettingsDialog", "Appearance and language"), AppearanceForm),
    PageKind("advanced", "settings", lambda: translate("SettingsDialog", "Advanced"), AdvancedForm),
)


class SettingsPage(Retranslated, QScrollArea):
    """One form under its heading; it scrolls when there is no room."""

    def __init__(self, kind: PageKind, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.form = kind.form(form)
        self._title = label(role="title")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(AROUND + BETWEEN, AROUND, AROUND + BETWEEN, AROUND)
        column.setSpacing(AROUND)
        column.addWidget(self._title)
        column.addWidget(self.form, 1 if isinstance(self.form, KassasForm) else 0)
        if not isinstance(self.form, KassasForm):
            column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.retranslate()

    @property
    def settings(self) -> frozenset[str]:
        """The settings that have a field here, or a column in the list of kassas."""
        return self.form.settings if isinstance(self.form, KassasForm) else frozenset(self.form.fields)

    def retranslate(self) -> None:
        """Name the page."""
        self._title.setText(self.kind.name())


def settings_pages(form: ProfileForm) -> list[SettingsPage]:
    """Make all pages; what has no field on any of them gets one on the page for experts."""
    pages = [SettingsPage(kind, form) for kind in KINDS]
    shown = frozenset().union(*(page.settings for page in pages))
    for page in pages:
        if isinstance(page.form, AdvancedForm):
            page.form.add_rest(shown)
    return pages


class PageList(Retranslated, QListWidget):
    """The names of the pages; one with a mistake carries a sign and says so."""

    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faulty: frozenset[str] = frozenset()
        self.setFixedWidth(216)
        self.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        self.setSpacing(0)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for _ in KINDS:
            item = QListWidgetItem(self)
            item.setSizeHint(QSize(0, ROW + 4))
        self.currentRowChanged.connect(self.turned)
        current().changed.connect(self.retranslate)
        self.retranslate()

    def mark(self, faulty: frozenset[str]) -> None:
        """Mark the pages with these keys."""
        if faulty != self._faulty:
            self._faulty = faulty
            self.retranslate()

    def retranslate(self) -> None:
        """Set names and signs."""
        self.setAccessibleName(translate("SettingsDialog", "Pages"))
        for row, kind in enumerate(KINDS):
            item, wrong = self.item(row), kind.key in self._faulty
            item.setText(kind.name())
            item.setIcon(icon("errors", "red") if wrong else icon(kind.icon, "muted"))
            item.setToolTip(translate("SettingsDialog", "Something on this page needs mending.") if wrong else "")
