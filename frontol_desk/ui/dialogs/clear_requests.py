"""The requests that lie in the request folders, and taking them away: only what this program can have put there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from frontol_desk.domain.tools import ClearedRequests
from frontol_desk.ui.dialogs.tool_dialog import ToolDialog
from frontol_desk.ui.presenters.tools import LyingRequests
from frontol_desk.ui.translation import translate


class ClearRequests(ToolDialog):
    """Looks as soon as it is shown; the button says how many files it will remove."""

    def __init__(self, presenter: LyingRequests, parent: QWidget | None = None) -> None:
        self._last: ClearedRequests | None = None
        super().__init__(presenter.model, presenter.search, "request", parent)
        self._presenter = presenter
        presenter.setParent(self)
        self.act.clicked.connect(presenter.clear)
        presenter.cleared.connect(self._tell)
        presenter.failed.connect(self.tell_trouble)
        self.retranslate()
        presenter.search.start()

    def _tell(self, cleared: ClearedRequests) -> None:
        """Say what became of the files, above the list."""
        self._last = cleared
        removed = translate("ClearRequests", "%Ln request(s) removed", None, len(cleared.removed))
        lines = [f"{request.folder} {request.name}: {error.message}" for request, error in cleared.kept]
        if cleared.gone:
            gone = translate("ClearRequests", "Taken by the kassa meanwhile: %Ln", None, len(cleared.gone))
            lines.insert(0, gone)
        self.note.set_texts(removed, "\n".join(lines), translate("ToolDialog", "Dismiss"))
        self.note.icon.set_icon(*(("warning", "amber") if cleared.kept else ("check", "green")))
        self.note.show()

    def nothing_words(self) -> tuple[str, str]:
        """Return what is said when no request lies anywhere."""
        return (
            translate("ClearRequests", "The request folders are empty"),
            translate("ClearRequests", "Every kassa has taken what it was asked."),
        )

    def act_words(self, count: int) -> str:
        """Return how many files the button removes."""
        return translate("ClearRequests", "Remove %Ln request(s)", None, count)

    def retranslate(self) -> None:
        """Set the texts."""
        self.setWindowTitle(translate("ClearRequests", "Clear request folders"))
        self.title.setText(translate("ClearRequests", "Requests that no kassa has taken"))
        self.lead.setText(
            translate(
                "ClearRequests",
                "A removed request is not answered any more. Other files in these folders are never touched.",
            )
        )
        self.table.setAccessibleName(self.title.text())
        super().retranslate()
