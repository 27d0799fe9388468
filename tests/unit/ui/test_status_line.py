"""What the status line says of a run that has ended."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from frontol_desk.domain.report import FileDetail, FileStatus, FolderCounts, RunStatus
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.status_line import sentence_of
from tests.unit.ui.boards import report


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (RunStatus.COMPLETED, "Done. "),
        (RunStatus.PARTIAL, "Done in part. "),
        (RunStatus.FAILED, "Failed. "),
        (RunStatus.CANCELLED, "Stopped. "),
    ],
)
def test_only_a_complete_run_is_done(qapp: QApplication, status: RunStatus, word: str) -> None:
    install_language(qapp, Language.EN)
    assert sentence_of(report(status)).startswith(word)


def test_requests_alone_are_no_load(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)
    asked = FileDetail(source_folder="P13/P13", status=FileStatus.REQUESTED)
    run = report(RunStatus.COMPLETED).model_copy(
        update={"details": [asked], "folders": FolderCounts(total=1, loaded=1)}
    )
    assert sentence_of(run).startswith("Requests sent to 1 folder for ")
    both = run.model_copy(update={"details": [asked, asked.model_copy(update={"status": FileStatus.LOADED})]})
    assert sentence_of(both).startswith("Done. ")
