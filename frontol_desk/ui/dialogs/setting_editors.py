"""Fields of settings that have no place of their own on a page: made from what the settings' model says of them."""

from __future__ import annotations

from collections.abc import Callable

from frontol_desk.settings.catalogue import SettingInfo, setting_info
from frontol_desk.ui.dialogs.editors import AmountEditor, ChoiceEditor, Editor, NumberEditor, SwitchEditor, TextEditor
from frontol_desk.ui.dialogs.fields import Field
from frontol_desk.ui.dialogs.folder_editor import CertificateEditor, FolderEditor
from frontol_desk.ui.dialogs.form import NARROW, Form
from frontol_desk.ui.translation import translate

_LARGEST = 1_000_000
_SMALLEST_STEP = 0.1
_CERTIFICATES = ("_ca", "rootcert")


def field_of(form: Form, info: SettingInfo) -> Field:
    """Make the field of a setting, named and explained as the model does it in the window's language."""
    made = form.field(
        info.name,
        editor_of(info),
        lambda: _info(info).title,
        lambda: _info(info).text,
        named=info.kind != "bool",
    )
    if info.kind in ("int", "float", "choice"):
        made.widget.setMaximumWidth(NARROW)
    return made


def editor_of(info: SettingInfo) -> Editor:
    """Return what a value of this kind is edited with."""
    match info.kind:
        case "bool":
            return SwitchEditor(lambda: _info(info).title)
        case "choice":
            return ChoiceEditor(_choices(info))
        case "int" if not info.optional:
            return NumberEditor(int(info.minimum or 0), int(info.maximum or _LARGEST), _unit(info))
        case "int" | "float":
            digits = 0 if info.kind == "int" else 1
            least = (info.minimum or 0) + (_SMALLEST_STEP if info.above_minimum else 0)
            return AmountEditor(
                least, info.maximum or _LARGEST, digits, _unit(info), _not_set if info.optional else None
            )
        case "path" if info.name.endswith(_CERTIFICATES):
            return CertificateEditor()
        case "path":
            return FolderEditor()
        case _:
            return TextEditor("" if info.default is None else str(info.default))


def _info(info: SettingInfo) -> SettingInfo:
    """Return the same setting in the language that is spoken now."""
    return setting_info(info.name) or info


def _choices(info: SettingInfo) -> dict[str, Callable[[], str]]:
    choices = {choice: (lambda choice=choice: choice) for choice in info.choices}
    return {"": _not_set, **choices} if info.optional else {**choices}


def _not_set() -> str:
    return translate("SettingEditors", "not set")


def _unit(info: SettingInfo) -> Callable[[], str]:
    return {
        "s": lambda: translate("LoadForm", "s", "seconds, short"),
        "d": lambda: translate("LoadForm", "d", "days, short"),
        "MB": lambda: translate("AdvancedForm", "MB"),
        "GB": lambda: translate("AdvancedForm", "GB"),
    }.get(info.unit, str)
