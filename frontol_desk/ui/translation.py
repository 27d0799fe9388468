"""The window's language: translators, locale, and how widgets learn that it changed. No restart is needed."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator

from frontol_desk.domain.messages import set_language
from frontol_desk.domain.resources import resource

_log = logging.getLogger(__name__)


class Language(StrEnum):
    """The languages of the interface."""

    RU = "ru"
    EN = "en"


_TERRITORIES = {Language.RU: "ru_RU", Language.EN: "en_GB"}
_installed: list[QTranslator] = []
_current = Language.EN


def translate(context: str, text: str, comment: str | None = None, n: int = -1) -> str:
    """Return a text in the window's language; with `n` its plural form, ``%Ln`` replaced by the number.

    Call it with literal texts and positional arguments only: lupdate collects them from the source.
    """
    return QCoreApplication.translate(context, text, comment, n)


def system_language() -> Language:
    """Return the language that fits the system: Russian where it is spoken widely, else English."""
    spoken = {name[:2] for name in QLocale.system().uiLanguages()[:1]}
    return Language.RU if spoken & {"ru", "be", "kk", "ky"} else Language.EN


def current_language() -> Language:
    """Return the language in use."""
    return _current


def install_language(app: QCoreApplication, language: Language) -> None:
    """Switch texts, number and date formats and error messages; every widget gets a LanguageChange event."""
    global _current
    if _installed and _current is language:
        return
    _current = language
    while _installed:
        gone = _installed.pop()
        app.removeTranslator(gone)
        gone.deleteLater()
    QLocale.setDefault(_locale_of(language))
    set_language(language.value)
    ours = str(resource("translations"))
    theirs = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{language}", theirs), (f"frontol_desk_{language}", ours)):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
            _installed.append(translator)
        elif folder == ours:
            _log.warning("%s.qm is missing in %s: texts stay English; 'make translations' makes it", name, folder)


def _locale_of(language: Language) -> QLocale:
    """Return the system's own locale when it speaks the language, for its habits; else a usual one."""
    system = QLocale.system()
    same = QLocale(language.value).language() is system.language()
    return system if same and system.territory() is not QLocale.Country.AnyCountry else QLocale(_TERRITORIES[language])


if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    _Base = QWidget
else:
    _Base = object


class Retranslated(_Base):
    """A widget that sets its texts in `retranslate`, once at its making and again when the language changes.

    Stand first among the bases: ``class Page(Retranslated, QWidget)``.
    """

    def retranslate(self) -> None:
        """Set every text anew."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Hear of a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        parent: Any = super()
        parent.changeEvent(event)
