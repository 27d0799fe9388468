"""One error type for everything that can go wrong, and the exit code each ends with.

What people read (message and next action, Russian and English) lies in ``resources/messages``, one entry per code.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from frontol_desk.domain import messages


class ExitCode(IntEnum):
    """What the process returns; the same everywhere."""

    OK = 0
    PARTIAL = 1
    FAILED = 2
    CONFIG = 3
    LOCKED = 4
    UNREACHABLE = 5
    CANCELLED = 130


class ErrorCode(StrEnum):
    """Names of failures and warnings; they feed the report, the screen and later the metrics."""

    CONFIG_DATE = "CONFIG_DATE"
    CONFIG_DATE_ORDER = "CONFIG_DATE_ORDER"
    CONFIG_DATE_FUTURE = "CONFIG_DATE_FUTURE"
    CONFIG_FOLDER = "CONFIG_FOLDER"
    CONFIG_KASSAS = "CONFIG_KASSAS"
    CONFIG_UNKNOWN_KASSA = "CONFIG_UNKNOWN_KASSA"
    CONFIG_SETTING = "CONFIG_SETTING"
    CONFIG_SEVERAL = "CONFIG_SEVERAL"
    SECRETS_UNAVAILABLE = "SECRETS_UNAVAILABLE"
    SECRETS_CONNECTION = "SECRETS_CONNECTION"
    SECRETS_DENIED = "SECRETS_DENIED"
    USAGE = "USAGE"
    NOT_AVAILABLE = "NOT_AVAILABLE"

    FTP_CONNECTION = "FTP_CONNECTION"
    FTP_LOGIN = "FTP_LOGIN"
    FTP_TLS = "FTP_TLS"
    FTP_TIMEOUT = "FTP_TIMEOUT"
    FTP_BUSY = "FTP_BUSY"
    FTP_PROTOCOL = "FTP_PROTOCOL"
    FTP_MISSING = "FTP_MISSING"
    FTP_DENIED = "FTP_DENIED"

    REQUEST_PENDING = "REQUEST_PENDING"
    NO_RESPONSE = "NO_RESPONSE"
    RESPONSE_GREW = "RESPONSE_GREW"
    KASSA_REPORTED = "KASSA_REPORTED"
    ALREADY_PROCESSED = "ALREADY_PROCESSED"
    ACKNOWLEDGE_FAILED = "ACKNOWLEDGE_FAILED"
    CLEAN_UP_FAILED = "CLEAN_UP_FAILED"
    LOCKED = "LOCKED"
    LEASE_LOST = "LEASE_LOST"
    RUN_ABANDONED = "RUN_ABANDONED"
    RETRY_OUTDATED = "RETRY_OUTDATED"
    RETRY_IMPOSSIBLE = "RETRY_IMPOSSIBLE"
    ABSENT = "ABSENT"

    FILE_MISSING = "FILE_MISSING"
    FILE_EMPTY = "FILE_EMPTY"
    FILE_UNREADABLE = "FILE_UNREADABLE"
    ARCHIVE_FAILED = "ARCHIVE_FAILED"
    ARCHIVE_MISSING = "ARCHIVE_MISSING"
    ARCHIVE_DAMAGED = "ARCHIVE_DAMAGED"
    ARCHIVE_LOCKED = "ARCHIVE_LOCKED"
    PRIVACY_KEY = "PRIVACY_KEY"
    DISK_LOW = "DISK_LOW"
    DISK_FULL = "DISK_FULL"
    CLOCK_WRONG = "CLOCK_WRONG"
    SETTINGS_CHANGED = "SETTINGS_CHANGED"

    PARSE_INVALID = "PARSE_INVALID"
    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    SURPLUS_FIELDS = "SURPLUS_FIELDS"
    UNKNOWN_LENGTH = "UNKNOWN_LENGTH"
    PROBLEMS_OMITTED = "PROBLEMS_OMITTED"

    DB_CONNECTION = "DB_CONNECTION"
    DB_LOGIN = "DB_LOGIN"
    DB_TIMEOUT = "DB_TIMEOUT"
    DB_DEADLOCK = "DB_DEADLOCK"
    DB_TLS = "DB_TLS"
    DB_RIGHTS = "DB_RIGHTS"
    DB_READ_ONLY = "DB_READ_ONLY"
    DB_FULL = "DB_FULL"
    DB_ERROR = "DB_ERROR"
    DB_SCHEMA_NEWER = "DB_SCHEMA_NEWER"
    DB_SCHEMA_OLDER = "DB_SCHEMA_OLDER"
    DB_SCHEMA_CHANGED = "DB_SCHEMA_CHANGED"
    DB_SCHEMA_FOREIGN = "DB_SCHEMA_FOREIGN"

    NUMBER_REUSED = "NUMBER_REUSED"
    EQUATION = "EQUATION"
    SHIFT = "SHIFT"
    GAP = "GAP"
    REPORT_JUMP = "REPORT_JUMP"

    NOTHING_TO_EXPORT = "NOTHING_TO_EXPORT"
    EXPORT_HASHED = "EXPORT_HASHED"
    OUTPUT_FAILED = "OUTPUT_FAILED"
    DEMO_FAILED = "DEMO_FAILED"
    CANCELLED = "CANCELLED"
    INTERNAL = "INTERNAL"


RETRYABLE: frozenset[ErrorCode] = frozenset(
    {
        ErrorCode.FTP_CONNECTION,
        ErrorCode.FTP_TIMEOUT,
        ErrorCode.FTP_BUSY,
        ErrorCode.DB_CONNECTION,
        ErrorCode.DB_TIMEOUT,
        ErrorCode.DB_DEADLOCK,
        ErrorCode.SECRETS_CONNECTION,
    }
)
"""What may be gone at the next attempt, with nobody doing anything about it."""
_RETRYABLE_REASONS = {(ErrorCode.FTP_PROTOCOL, "cut")}
_FINAL_REASONS = {(ErrorCode.DB_CONNECTION, "unknown")}
"""The second: nobody knows whether the work is done, so that doing it again might do it twice."""
_UNREACHABLE = {
    ErrorCode.FTP_CONNECTION,
    ErrorCode.FTP_TIMEOUT,
    ErrorCode.FTP_BUSY,
    ErrorCode.DB_CONNECTION,
    ErrorCode.SECRETS_CONNECTION,
}
_CONFIG = {
    ErrorCode.USAGE,
    ErrorCode.NOT_AVAILABLE,
    ErrorCode.FTP_LOGIN,
    ErrorCode.FTP_TLS,
    ErrorCode.DB_LOGIN,
    ErrorCode.DB_TLS,
    ErrorCode.SECRETS_UNAVAILABLE,
    ErrorCode.SECRETS_DENIED,
    ErrorCode.ARCHIVE_LOCKED,
    ErrorCode.PRIVACY_KEY,
    ErrorCode.DB_SCHEMA_NEWER,
    ErrorCode.DB_SCHEMA_OLDER,
    ErrorCode.DB_SCHEMA_CHANGED,
    ErrorCode.DB_SCHEMA_FOREIGN,
}


def exit_code_of(code: ErrorCode) -> ExitCode:
    """Return what a process ends with when this failure stopped it."""
    if code in _UNREACHABLE:
        return ExitCode.UNREACHABLE
    if code in _CONFIG or code.startswith("CONFIG_"):
        return ExitCode.CONFIG
    if code is ErrorCode.LOCKED:
        return ExitCode.LOCKED
    if code is ErrorCode.CANCELLED:
        return ExitCode.CANCELLED
    return ExitCode.FAILED


class DeskError(Exception):
    """A failure with a code, its context and, through the code, words for people.

    `context` holds plain values only, never a secret: it fills the message and may be shown and logged. `reason`
    picks a finer wording of the same code (``PARSE_INVALID.bad_number``).
    """

    def __init__(self, code: ErrorCode, *, reason: str | None = None, **context: object) -> None:
        self.code = code
        self.reason = reason
        self.context = context
        super().__init__(code, reason, context)

    @property
    def exit_code(self) -> ExitCode:
        """What a process ends with when this failure stopped it."""
        return exit_code_of(self.code)

    @property
    def retryable(self) -> bool:
        """Whether the same operation may go well a moment later."""
        kind = (self.code, self.reason)
        return kind in _RETRYABLE_REASONS or (self.code in RETRYABLE and kind not in _FINAL_REASONS)

    @property
    def message(self) -> str:
        """What happened and where, in the user's language."""
        return messages.message(self.code, self.reason, self.context)

    @property
    def placed_message(self) -> str:
        """The message behind the place in a file or the environment that it is about, if it is about one."""
        place = str(self.context.get("place") or "")
        return f"{place}: {self.message}" if place and place not in self.message else self.message

    @property
    def hint(self) -> str:
        """The next action, in the user's language."""
        return messages.hint(self.code, self.reason, self.context)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
