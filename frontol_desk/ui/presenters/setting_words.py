"""What is wrong with a setting, said below its field: shorter than the message for scripts, which must name it."""

from __future__ import annotations

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.ui.translation import translate


def words_of(error: DeskError) -> str:
    """Return what is wrong and what to do, for a reader who sees the field."""
    if error.code is not ErrorCode.CONFIG_SETTING:
        return f"{error.message} {error.hint}".strip()
    return _of_reason(error) or f"{error.message} {error.hint}".strip()


def _of_reason(error: DeskError) -> str | None:
    match error.reason:
        case "missing" | "empty":
            return translate("SettingWords", "Fill in this field.")
        case "no_kassas":
            return translate("SettingWords", "Add at least one kassa.")
        case "number":
            return translate("SettingWords", "Enter a number, figures only.")
        case "range":
            #: {limits}: "≥ 1 ≤ 64"
            text = translate("SettingWords", "Outside the limits. Allowed: {limits}.")
            return text.format(limits=error.context.get("expected", ""))
        case "timezone":
            return translate(
                "SettingWords", "There is no such time zone. Write Europe/Moscow or Asia/Yekaterinburg, for example."
            )
        case "encoding":
            return translate("SettingWords", "There is no such encoding. Write utf-8 or cp1251.")
        case "schema":
            return translate(
                "SettingWords",
                "Use Latin letters, digits and underscores, at most 63, beginning with a letter, not with pg_.",
            )
        case "date_format":
            return translate("SettingWords", "Write dd for the day, mm for the month, yyyy for the year.")
        case _:
            return None
