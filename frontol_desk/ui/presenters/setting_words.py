"""What is wrong with a setting, said below its field: shorter than the message for scripts, which must name it."""

from __future__ import annotations

import re

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.catalogue import setting_info
from frontol_desk.ui.translation import translate

_COMMAND = re.compile(r" \((?:on the command line|в командной строке): [^)]*\)")
"""What hints say to those who work without a window, where the window has a button."""
_VARIABLE = re.compile(r"; (?:the environment variable is|переменная окружения —) FRONTOL_DESK_\w+")
"""What they say to those who set things in the environment."""


def words_of(error: DeskError) -> str:
    """Return what is wrong and what to do, for a reader who sees the field."""
    if error.code is not ErrorCode.CONFIG_SETTING:
        return f"{error.message} {error.hint}".strip()
    return _of_reason(error) or f"{error.message} {error.hint}".strip()


def hint_of(error: DeskError) -> str:
    """Return what to do, for a reader who sees the field or is near it: files and variables are no help there."""
    short = _of_reason(error) if error.code is ErrorCode.CONFIG_SETTING else None
    return short or error.hint


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
        case "hour":
            return translate("SettingWords", "Write hours and minutes, for example 09:00.")
        case "not_absolute":
            return translate("SettingWords", "Write the whole path, from the drive or the network's name on.")
        case _:
            return None


def in_words(text: str) -> str:
    """Return a hint for a reader in the window: settings by the names of their fields, nothing of the command line."""
    names = _field_names()

    def name_of(found: re.Match[str]) -> str:
        info = setting_info(found[0])
        name = names.get(found[0]) or (info.title if info else "")
        return translate("SettingWords", "“{name}”").format(name=name) if name else found[0]

    return re.sub(r"\b[a-z]+\.[a-z_]+\b", name_of, _VARIABLE.sub("", _COMMAND.sub("", text)))


def _field_names() -> dict[str, str]:
    return {
        "database.host": translate("DatabaseForm", "Server"),
        "database.port": translate("DatabaseForm", "Port"),
        "database.name": translate("DatabaseForm", "Database"),
        "database.user": translate("DatabaseForm", "User"),
        "database.password": translate("DatabaseForm", "Password"),
        "database.sslmode": translate("DatabaseForm", "Encryption"),
        "database.sslrootcert": translate("DatabaseForm", "Certificate authority"),
        "database.connect_timeout": translate("LoadForm", "Database: connect"),
        "database.command_timeout": translate("LoadForm", "Database: one command"),
        "ftp.connect_timeout": translate("LoadForm", "Exchange server: connect"),
        "ftp.socket_timeout": translate("LoadForm", "Exchange server: silence"),
        "ftp.operation_timeout": translate("LoadForm", "Exchange server: one operation"),
        "exchange.root": translate("FtpForm", "Exchange folder"),
        "ftp.host": translate("FtpForm", "Server"),
        "ftp.port": translate("FtpForm", "Port"),
        "ftp.user": translate("FtpForm", "User"),
        "ftp.password": translate("FtpForm", "Password"),
        "ftp.tls": translate("FtpForm", "Encryption"),
        "ftp.tls_ca": translate("FtpForm", "Certificate authority"),
        "ftp.request_dir": translate("FtpForm", "Folder of requests"),
        "ftp.response_dir": translate("FtpForm", "Folder of answers"),
    }


def missing_password(error: DeskError) -> str:
    """Return the password that settings lack, such as ``ftp.password``; empty when it is something else.

    Where there is no store of passwords that is what is missing, too: the window can be told it all the same.
    """
    if error.code is ErrorCode.SECRETS_UNAVAILABLE and error.reason == "no_keyring":
        name = str(error.context.get("name", ""))
        return name if name.endswith(".password") else ""
    setting = str(error.context.get("setting", ""))
    is_missing = error.code is ErrorCode.CONFIG_SETTING and error.reason == "missing"
    return setting if is_missing and setting.endswith(".password") else ""


def password_words(setting: str) -> tuple[str, str]:
    """Return that a password is needed, and how it comes to be known."""
    needed = (
        translate("SettingWords", "The password of the exchange server is needed")
        if setting.startswith("ftp.")
        else translate("SettingWords", "The password of the database is needed")
    )
    hint = translate("SettingWords", "It is not stored on this computer. Enter it in the settings to go on working.")
    return needed, hint
