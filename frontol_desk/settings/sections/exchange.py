"""Sections ``[exchange]`` and ``[kassa.NAME]``: how kassas are asked and answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from frontol_desk.domain.files import Acknowledge
from frontol_desk.settings.sections.kinds import AnswerEncoding, ClockTime, DateFormat, Seconds, Section, Timezone


class ExchangeSettings(Section):
    """How kassas are asked and answer; time-outs and `quiet_seconds` are seconds."""

    transport: Annotated[
        Literal["ftp", "folder"],
        Field(title="Exchange by", description="ftp: an FTP server; folder: a folder of this computer or the network."),
    ] = "ftp"
    root: Annotated[
        Path | None,
        Field(
            title="Exchange folder",
            description="Where the request and response folders lie if the exchange goes by folder, as a whole path: "
            r"/srv/exchange, C:\Exchange or \\server\exchange.",
        ),
    ] = None
    request_name: Annotated[
        str,
        Field(
            pattern=r"^[^/\\\x00-\x1f]+$", title="Name of the request", description="The file that the kassa looks for."
        ),
    ] = "request.txt"
    response_timeout: Annotated[
        Seconds, Field(title="Wait for a kassa", description="So long a load waits for a kassa's answer.")
    ] = 600
    acknowledge: Annotated[
        Acknowledge,
        Field(
            title="Mark a loaded answer",
            description="rename: it gets the ending .processed; flag: its first character # becomes @; delete: it is "
            "removed. Always after its rows are stored.",
        ),
    ] = Acknowledge.RENAME
    date_format: Annotated[
        DateFormat,
        Field(title="Dates in requests", description="How the kassas write a day, made of d, m and y: dd.mm.yyyy."),
    ] = "dd.mm.yyyy"
    encoding: Annotated[
        AnswerEncoding, Field(title="Encoding of answers", description="auto finds it by looking at the file.")
    ] = "auto"
    quiet_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=3_600,
            json_schema_extra={"unit": "s"},
            title="Answer is complete after",
            description="So long an answer must not have grown before it is fetched.",
        ),
    ] = 3
    delete_processed_after_days: Annotated[
        int | None,
        Field(
            ge=1,
            json_schema_extra={"unit": "d"},
            title="Delete loaded answers after",
            description="Files ending in .processed that are older are deleted at the kassa's side, each only if the "
            "archive holds the same bytes. Unless it is set: never.",
        ),
    ] = None
    expected_by: Annotated[
        ClockTime | None,
        Field(
            title="Delivered by",
            description="The kassa's own time, as 09:00, by which the day before should be loaded; otherwise it counts "
            "as late. Unless it is set: no alarm.",
        ),
    ] = None


class KassaSettings(Section):
    """What one kassa does differently from the others; see `ExchangeSettings`."""

    timezone: Timezone | None = None
    date_format: DateFormat | None = None
    encoding: AnswerEncoding | None = None
    expected_by: ClockTime | None = None
