"""Rows of the queue in every state, as a real run leaves them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from frontol_desk.domain.report import FileDetail, FileStatus, Problem, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.models.queue_row import Mark, QueueRow
from frontol_desk.ui.theme.states import WorkState

DAY = DateRange.day(date(2025, 12, 28))
START = datetime(2025, 12, 29, 7, 2, 11, tzinfo=UTC)
RUN = "01KDPX0000000000000000TEST"
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
BROKEN = (
    "733835;28.12.2025;12:41:09;11;1;63079;36000019;10086255;;115;abc;115;0;2413;115;115;2;23586;4000088748777;"
    "115;0;0;1;0;;1/2413/63079;1;8000001;0;;0;0;;;0;;;;;0;;;;;"
)


def at(seconds: float) -> datetime:
    """Return a time so many seconds after the start."""
    return START + timedelta(seconds=seconds)


def marks(*seconds: float) -> dict[Mark, datetime]:
    """Return the first stations, passed at these seconds."""
    return {mark: at(second) for mark, second in zip(Mark, seconds, strict=False)}


def problem(line: int | None = 150, field: int | None = 11, **more: object) -> Problem:
    """Return a line at fault, or what `more` makes of it."""
    values: dict[str, object] = {
        "code": "PARSE_INVALID",
        "stage": Stage.PARSE,
        "message": f"Строка {line}, поле {field} (Количество товара): «abc» — не число.",
        "hint": "Строка сохранена в карантине, остальные загружены. Запросите этот день у кассы ещё раз.",
    }
    return Problem.model_validate(values | {"line": line, "field": field} | more)


EQUATION = problem(
    None,
    None,
    code="EQUATION",
    severity="warning",
    stage=Stage.VERIFY,
    message="Документ 63079 (рабочее место 1, смена 2413) не сходится (E1): 1 250,00 против 1 249,99, разница 0,01.",
    hint="Сверьте документ с кассой. Если не хватает строк, загрузите день снова.",
)
SILENT = problem(
    None,
    None,
    code="NO_RESPONSE",
    stage=Stage.WAIT,
    message="Касса не ответила за 600 с.",
    hint="Проверьте, включена ли касса, запущен ли Frontol и верна ли папка обмена. Затем загрузите эту кассу снова.",
)
FAILED = problem(
    None,
    None,
    code="FTP_CONNECTION",
    stage=Stage.DOWNLOAD,
    message="Соединение с сервером FTP ftp.shop.local:21 оборвалось.",
    hint="Проверьте сеть и запустите ещё раз. Если это случается часто, покажите тому, кто ведёт сервер FTP.",
)


def detail(folder: SourceFolder, status: FileStatus, read: int, quarantined: int = 0) -> FileDetail:
    """Return how a file ended."""
    return FileDetail(
        source_folder=str(folder),
        file="response.txt",
        sha256=SHA,
        bytes=145_632,
        status=status,
        read=read,
        rows=read,
        loaded=read - quarantined,
        quarantined=quarantined,
        stages={Stage.REQUEST: 0.02, Stage.WAIT: 8.1, Stage.DOWNLOAD: 0.2, Stage.LOAD: 0.7},
    )


def row(number: int, folder: str, state: WorkState, **more: object) -> QueueRow:
    """Return a row; a finished one took a few seconds."""
    values: dict[str, object] = {"file": "response.txt", "finished": at(10 + number), "rows": 0}
    values |= {"id": number, "run_id": RUN, "folder": SourceFolder.parse(folder), "dates": DAY}
    return QueueRow(**(values | {"started": START, "state": state} | more))  # type: ignore[arg-type]


def loaded(number: int, folder: str, read: int) -> QueueRow:
    """Return a row that all went well with."""
    done = detail(SourceFolder.parse(folder), FileStatus.LOADED, read)
    passed = marks(0, 2, 8, 9, 9, 9.5, 9.8, 10, 10)
    return row(number, folder, WorkState.LOADED, rows=read, detail=done, marks=passed)


def rows_of_all_states(now: datetime) -> list[QueueRow]:
    """Return one row or more of every state; those under way began shortly before `now`."""
    furn, o49 = SourceFolder.parse("N22/N22_FURN"), SourceFolder.parse("O49/O49")
    early = {"started": now - timedelta(seconds=41), "finished": None, "marks": marks(0)}
    return [
        loaded(1, "P13/P13", 1346),
        loaded(2, "N22/N22_Inter", 1118),
        row(3, "SH54/SH54", WorkState.RUNNING, stage=Stage.LOAD, done=78, total=100, rows=1502, **early),
        row(
            4,
            "N22/N22_FURN",
            WorkState.PARTIAL,
            rows=998,
            detail=detail(furn, FileStatus.PARTIAL, 998, 1),
            problems=(problem(), problem(171, 4), problem(512, 11)),
            marks=marks(0, 2, 8, 9, 9, 9.5, 9.8, 10, 10),
        ),
        row(
            5,
            "L32/L32",
            WorkState.NO_ANSWER,
            file=None,
            finished=at(600),
            wait_started=START,
            deadline_seconds=600.0,
            stage=Stage.WAIT,
            problems=(SILENT,),
            marks=marks(0),
        ),
        row(
            6,
            "S6/S6",
            WorkState.WAITING,
            file=None,
            stage=Stage.WAIT,
            wait_started=now - timedelta(seconds=41),
            deadline_seconds=600.0,
            **early,
        ),
        row(
            7,
            "O49/O49",
            WorkState.DISCREPANT,
            rows=1245,
            detail=detail(o49, FileStatus.LOADED, 1245),
            problems=(EQUATION,),
            marks=marks(0, 2, 8, 9, 9, 9.5, 9.8, 10, 10),
        ),
        row(8, "L98/L98", WorkState.RUNNING, stage=Stage.VERIFY, rows=1380, **early),
        row(9, "S39/S39", WorkState.FAILED, problems=(FAILED,), marks=marks(0, 3, 7), stage=Stage.DOWNLOAD),
        row(10, "L28/L28", WorkState.UNCHANGED, rows=1012, detail=unchanged("L28/L28", 1012)),
        row(11, "K7/K7", WorkState.CANCELLED, file=None),
    ]


def unchanged(folder: str, read: int) -> FileDetail:
    """Return how a file ended that brought nothing new."""
    done = detail(SourceFolder.parse(folder), FileStatus.UNCHANGED, read)
    return done.model_copy(update={"loaded": 0, "unchanged": read})
