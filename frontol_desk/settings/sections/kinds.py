"""What values of settings are made of: bounds and forms that several sections share."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

Seconds = Annotated[float, Field(gt=0, le=86_400, json_schema_extra={"unit": "s"})]
Port = Annotated[int, Field(ge=1, le=65_535)]
Text = Annotated[str, Field(min_length=1)]
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
AnswerEncoding = Literal["auto", "utf-8", "windows-1251", "utf-16-le", "utf-16-be"]


_PROFILE_NAME = r"\w[\w.-]{0,62}"
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))})
"""Names that Windows takes for devices, whatever ending follows: reading CON.toml would wait for the keyboard."""


def is_profile_name(text: str) -> bool:
    """Tell whether a profile may be called this: its file must be able to, on Windows, too."""
    return re.fullmatch(_PROFILE_NAME, text) is not None and text.partition(".")[0].upper() not in _DEVICES


def _no_device(value: str) -> str:
    if not is_profile_name(value):
        raise ValueError("this name belongs to a device of Windows")
    return value


def _day_month_year(value: str) -> str:
    if not re.fullmatch(r"(?=.*d)(?=.*m)(?=.*yy)[^;\r\n]+", value, re.IGNORECASE):
        raise ValueError("a date format names day, month and year")
    return value


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone {value[:40]!r}") from error
    return value


ProfileName = Annotated[str, Field(pattern=f"^{_PROFILE_NAME}$"), AfterValidator(_no_device)]
DateFormat = Annotated[str, AfterValidator(_day_month_year)]
Timezone = Annotated[str, Field(min_length=1), AfterValidator(_known_zone)]


class Section(BaseModel):
    """A part of the settings: names nobody knows are refused, values never shown in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_no_number(cls, value: object, info: ValidationInfo) -> object:
        kind = cls.model_fields[str(info.field_name)].annotation
        if isinstance(value, bool) and {int, float} & {kind, *get_args(kind)}:
            raise PydanticCustomError("int_type", "a number is needed")
        return value
