"""A line of the kassa tree: how a folder, or a kassa with several, stands, and the words for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Qt

from frontol_desk.domain.overview import Absence, FolderState
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui import formats
from frontol_desk.ui.models.absent import absent_word
from frontol_desk.ui.theme.states import StateLook, WorkState, look, state_of_status
from frontol_desk.ui.translation import translate

_WORST_FIRST = (
    WorkState.FAILED,
    WorkState.NO_ANSWER,
    WorkState.PARTIAL,
    WorkState.DISCREPANT,
    WorkState.CANCELLED,
    WorkState.RUNNING,
    WorkState.WAITING,
    WorkState.REQUESTED,
    WorkState.LOADED,
    WorkState.UNCHANGED,
    WorkState.SKIPPED,
    WorkState.NOT_EXPECTED,
)


@dataclass(slots=True)
class KassaRow:
    """A line of the tree: a folder, or a kassa with several folders as its `children`.

    `live` is what a run is doing with the folder at the moment; without it counts what is `known` from the journal,
    and above that, that a day is `absent`.
    """

    kassa: str
    folder: SourceFolder | None = None
    name: str = ""
    checked: bool = True
    known: FolderState | None = None
    live: WorkState | None = None
    absent: Absence | None = None
    children: list[KassaRow] = field(default_factory=list)

    @property
    def leaves(self) -> list[KassaRow]:
        """The folders' lines: the children, or this line itself."""
        return self.children or [self]

    @property
    def folders(self) -> tuple[SourceFolder, ...]:
        """The folders this line stands for."""
        return tuple(leaf.folder for leaf in self.leaves if leaf.folder)

    @property
    def state(self) -> WorkState | None:
        """How the folder stands; of several the worst; None: nothing was ever loaded."""
        states = {state for leaf in self.leaves if (state := leaf.own_state)}
        return min(states, key=_WORST_FIRST.index) if states else None

    @property
    def own_state(self) -> WorkState | None:
        """The state of a single folder."""
        if self.live or not (self.known and self.known.status):
            return self.live
        return state_of_status(self.known.status, self.known.discrepancies)

    @property
    def missing(self) -> Absence | None:
        """The day that a folder owes; of several folders the first that owes one. None while it is being worked on."""
        return next((leaf.absent for leaf in self.leaves if leaf.absent and not leaf.live), None)

    @property
    def look(self) -> StateLook | None:
        """Sign, tone and word of the line; None: nothing was ever loaded."""
        if self.missing is not None:
            return StateLook("warning", "amber", absent_word(self.missing))
        return look(self.state) if self.state else None

    @property
    def last_day(self) -> date | None:
        """The newest day loaded; a kassa with several folders has none of its own."""
        return self.known.last_day if self.known else None

    @property
    def check_state(self) -> Qt.CheckState:
        """Checked, unchecked, or partly so."""
        checks = {leaf.checked for leaf in self.leaves}
        if len(checks) > 1:
            return Qt.CheckState.PartiallyChecked
        return Qt.CheckState.Checked if True in checks else Qt.CheckState.Unchecked


def rows_of(folders: Sequence[SourceFolder], unchecked: Collection[SourceFolder]) -> list[KassaRow]:
    """Group folders by kassa, in the order of the settings; a kassa with one folder is that folder's line."""
    kassas: dict[str, list[SourceFolder]] = {}
    for folder in folders:
        kassas.setdefault(folder.kassa, []).append(folder)
    rows = []
    for kassa, own in kassas.items():
        leaves = [KassaRow(kassa, folder, folder.folder, folder not in unchecked) for folder in own]
        if len(leaves) == 1:
            leaves[0].name = kassa
        rows.append(leaves[0] if len(leaves) == 1 else KassaRow(kassa, name=kassa, children=leaves))
    return rows


def state_word(row: KassaRow) -> str:
    """Return the word for a line's state."""
    return shown.word if (shown := row.look) else translate("Kassas", "Nothing loaded yet")


def tool_tip(row: KassaRow) -> str:
    """Return everything about a line: state, newest day, rows, when; of a kassa with several folders each's state."""
    if row.children:
        return "\n".join(f"{child.name}: {state_word(child)}" for child in row.children)
    lines = [f"{row.folder}: {state_word(row)}"]
    known = row.known
    if row.missing and row.state:
        #: how the file that came last was loaded
        lines.append(translate("Kassas", "Before that: {state}").format(state=look(row.state).word))
    if known and known.last_day:
        lines.append(translate("Kassas", "Newest day loaded: {day}").format(day=formats.day(known.last_day)))
    if known and known.at:
        moment = formats.moment(known.at)
        if known.rows:
            #: of the newest file, and when it was processed
            line = translate("Kassas", "Last file: %Ln row(s), {moment}", None, known.rows)
        else:
            #: when the kassa was asked last; it brought no rows
            line = translate("Kassas", "Last tried: {moment}")
        lines.append(line.format(moment=moment))
    return "\n".join(lines)
