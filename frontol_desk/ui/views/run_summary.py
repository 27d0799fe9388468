"""The head of an opened run: how it ended, and its figures in one row."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.history import trigger_word
from frontol_desk.ui.theme.states import run_look
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON, INSIDE
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.parts import IconLabel, Tone, label

_APART = 2 * AROUND


class RunSummary(QWidget):
    """Status, origin and days; below them figures with their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = IconLabel(size=ICON)
        self.title = label(role="title")
        self.origin = label(role="muted")
        self._figures = QHBoxLayout()
        self._figures.setSpacing(_APART)
        head = QHBoxLayout()
        head.setSpacing(BETWEEN)
        head.addWidget(self.sign)
        head.addWidget(self.title)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        column.setSpacing(INSIDE)
        column.addLayout(head)
        column.addWidget(self.origin)
        column.addSpacing(BETWEEN)
        column.addLayout(self._figures)

    def show_report(self, report: RunReport) -> None:
        """Show a run."""
        look = run_look(report.status)
        self.sign.set_icon(look.icon, look.tone)
        days = formats.dates(DateRange(report.date_from, report.date_to))
        self.title.setText(translate("Run", "{days}: {status}").format(days=days, status=look.word))
        origin = (
            formats.moment(report.started_at),
            trigger_word(report.trigger),
            formats.duration(report.duration_seconds),
        )
        self.origin.setText(" · ".join(origin))
        while (item := self._figures.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for name, figure, tone in _figures(report):
            self._figures.addWidget(_pair(name, figure, tone))
        self._figures.addStretch(1)


def _figures(report: RunReport) -> list[tuple[str, str, Tone]]:
    """Return what the row tells: name, figure, tone; quarantine and discrepancies only where there are any."""
    folders, rows, checks = report.folders, report.rows, report.reconciliation
    share = translate("Run", "{part} of {whole}")
    told: list[tuple[str, str, Tone]] = [
        (translate("Run", "Folders"), _share(share, folders.loaded, folders.total), ""),
        (translate("Run", "Files"), formats.number(report.files.found), ""),
        (translate("Run", "Rows read"), formats.number(rows.read), ""),
        (translate("Run", "Loaded"), formats.number(rows.loaded), ""),
        (translate("Run", "Unchanged"), formats.number(rows.unchanged), ""),
    ]
    if rows.removed:
        told.append((translate("Run", "Removed"), formats.number(rows.removed), ""))
    if rows.quarantined:
        told.append((translate("Run", "In quarantine"), formats.number(rows.quarantined), "amber"))
    if checks.documents:
        tone: Tone = "amber" if checks.balanced < checks.documents else ""
        told.append((translate("Run", "Documents balance"), _share(share, checks.balanced, checks.documents), tone))
    return told


def _share(template: str, part: int, whole: int) -> str:
    return template.format(part=formats.number(part), whole=formats.number(whole))


def _pair(name: str, figure: str, tone: Tone) -> QWidget:
    pair = QWidget()
    column = QVBoxLayout(pair)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(INSIDE)
    column.addWidget(label(name, "muted"))
    column.addWidget(label(figure, "heading", tone=tone))
    pair.setAccessibleName(f"{name}: {figure}")
    return pair
