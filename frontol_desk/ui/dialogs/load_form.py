"""How a load goes about its work: patience, workers, marks on processed answers, and how kassas write."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from frontol_desk.ui.dialogs.editors import AmountEditor, ChoiceEditor, NumberEditor, TextEditor
from frontol_desk.ui.dialogs.fields import Words, side_by_side
from frontol_desk.ui.dialogs.form import NARROW, Form
from frontol_desk.ui.dialogs.hours import HourEditor
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.translation import translate

_DAY = 86_400


def _seconds() -> str:
    return translate("LoadForm", "s", "seconds, short")


def _never() -> str:
    return translate("LoadForm", "never")


class LoadForm(Form):
    """Fields of the sections exchange and pipeline, and the time-outs of both servers."""

    sections = ("exchange", "pipeline")

    def __init__(self, form: ProfileForm, parent: QWidget | None = None) -> None:
        super().__init__(form, parent)
        self._waiting()
        self._work()
        self._marking()
        self._writing()
        self._patience()

    def _waiting(self) -> None:
        answer = self.field(
            "exchange.response_timeout",
            NumberEditor(1, _DAY, _seconds),
            lambda: translate("LoadForm", "Wait for a kassa"),
            lambda: translate("LoadForm", "After that it counts as silent."),
        )
        quiet = self.field(
            "exchange.quiet_seconds",
            NumberEditor(0, 3_600, _seconds),
            lambda: translate("LoadForm", "An answer is complete after"),
            lambda: translate("LoadForm", "So long it must not have grown."),
        )
        self.column.addLayout(side_by_side(answer, quiet))
        self.column.addWidget(
            self.field(
                "exchange.expected_by",
                HourEditor("09:00"),
                lambda: translate("LoadForm", "Sales of the day before are expected by"),
                lambda: translate(
                    "LoadForm",
                    "After this hour of the kassa what is missing is told. Empty: never. Each can have its own.",
                ),
            )
        )
        self.fields["exchange.expected_by"].widget.setMaximumWidth(NARROW)

    def _work(self) -> None:
        strategy = self.field(
            "pipeline.strategy",
            ChoiceEditor(
                {
                    "parallel": lambda: translate("LoadForm", "Several files at once"),
                    "sequential": lambda: translate("LoadForm", "One file after the other"),
                }
            ),
            lambda: translate("LoadForm", "Way of working"),
        )
        workers = self.field(
            "pipeline.workers",
            NumberEditor(1, 64),
            lambda: translate("LoadForm", "Files at once"),
            lambda: translate("LoadForm", "Never more than database connections less one."),
        )
        self.column.addLayout(side_by_side(strategy, workers))

    def _marking(self) -> None:
        self.column.addWidget(
            self.field(
                "exchange.acknowledge",
                ChoiceEditor(
                    {
                        "rename": lambda: translate("LoadForm", "Rename: add .processed to the name"),
                        "flag": lambda: translate("LoadForm", "Change the flag: # becomes @ in the first line"),
                        "delete": lambda: translate("LoadForm", "Delete: the copy in the archive stays"),
                    }
                ),
                lambda: translate("LoadForm", "Mark processed answers on the server"),
            )
        )

        days = self.field(
            "exchange.delete_processed_after_days",
            AmountEditor(1, 36_500, 0, lambda: translate("LoadForm", "d", "days, short"), _never),
            lambda: translate("LoadForm", "Delete marked answers on the server after"),
            lambda: translate("LoadForm", "Only those whose copy in the archive is sound."),
        )
        days.widget.setMaximumWidth(NARROW)
        self.column.addWidget(days)

    def _writing(self) -> None:
        fold = self.fold(lambda: translate("LoadForm", "How kassas write"))
        date_format = self.field(
            "exchange.date_format",
            TextEditor("dd.mm.yyyy"),
            lambda: translate("LoadForm", "Days"),
            lambda: translate("LoadForm", "As Windows on the kassas has it."),
        )
        encodings: dict[str, Words] = {
            "auto": lambda: translate("LoadForm", "Recognise"),
            "utf-8": lambda: "UTF-8",
            "windows-1251": lambda: "Windows-1251",
            "utf-16-le": lambda: "UTF-16 LE",
            "utf-16-be": lambda: "UTF-16 BE",
        }
        encoding = self.field(
            "exchange.encoding", ChoiceEditor(encodings), lambda: translate("LoadForm", "Encoding of answers")
        )
        request = self.field(
            "exchange.request_name",
            TextEditor("request.txt"),
            lambda: translate("LoadForm", "Name of the request file"),
        )
        fold.inside.addLayout(side_by_side(date_format, encoding, request))

    def _patience(self) -> None:
        fold = self.fold(lambda: translate("LoadForm", "Time limits of the servers"))
        connect = self.field(
            "ftp.connect_timeout",
            NumberEditor(1, _DAY, _seconds),
            lambda: translate("LoadForm", "Exchange server: connect"),
        )
        whole = self.field(
            "ftp.operation_timeout",
            NumberEditor(1, _DAY, _seconds),
            lambda: translate("LoadForm", "Exchange server: one operation"),
        )
        silence = self.field(
            "ftp.socket_timeout",
            NumberEditor(1, _DAY, _seconds),
            lambda: translate("LoadForm", "Exchange server: silence"),
        )
        reach = self.field(
            "database.connect_timeout",
            NumberEditor(1, _DAY, _seconds),
            lambda: translate("LoadForm", "Database: connect"),
        )
        command = self.field(
            "database.command_timeout",
            NumberEditor(1, _DAY, _seconds),
            lambda: translate("LoadForm", "Database: one command"),
        )
        pool = self.field(
            "database.pool_max",
            NumberEditor(2, 100),
            lambda: translate("LoadForm", "Database connections at once"),
        )
        fold.inside.addLayout(side_by_side(connect, silence, whole))
        fold.inside.addLayout(side_by_side(reach, command, pool))
