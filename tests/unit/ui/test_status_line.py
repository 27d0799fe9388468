"""What the status line says of a run that has ended."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from frontol_desk.domain.report import RunStatus
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
