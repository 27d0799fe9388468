"""What a full check found, as rows: what is wrong first; exchange folders that are in order are only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.ui import formats
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.translation import translate

_WORST_FIRST = (ProbeStatus.ERROR, ProbeStatus.WARNING, ProbeStatus.OK)


@dataclass(frozen=True, slots=True)
class Finding:
    """A row: how it stands with what, the finding, the next action, how quick the answer was."""

    status: ProbeStatus
    title: str
    message: str
    hint: str = ""
    latency: str = ""

    @property
    def text(self) -> str:
        """The row as text, for support."""
        words = f"{self.status.value}: {self.title}: {self.message} {self.latency}".rstrip()
        return f"{words}\n  {self.hint}" if self.hint else words


def findings(probes: Sequence[Probe]) -> list[Finding]:
    """Return the rows of probes, in their language now."""
    good = [probe for probe in probes if probe.is_folder and probe.status is ProbeStatus.OK]
    rows = [_finding(probe) for probe in probes if probe not in good]
    if good:
        rows.append(_folders(len(good), sum(probe.is_folder for probe in probes)))
    return sorted(rows, key=lambda row: _WORST_FIRST.index(row.status))


def _finding(probe: Probe) -> Finding:
    return Finding(probe.status, probe.title, probe.message, in_words(probe.hint), _latency(probe))


def _folders(good: int, total: int) -> Finding:
    #: what may be done with files in the folders of the kassas
    words = translate(
        "HealthCheck", "Files can be created, renamed and deleted in {good} of %Ln folder(s).", None, total
    )
    title = translate("HealthCheck", "Exchange folders")
    return Finding(ProbeStatus.OK, title, words.format(good=formats.number(good)))


def _latency(probe: Probe) -> str:
    if probe.latency_ms is None:
        return ""
    return translate("Health", "{number} ms").format(number=formats.number(max(1, round(probe.latency_ms))))


def summary(probes: Sequence[Probe]) -> str:
    """Return in one line how it stands."""
    counts = Counter(probe.status for probe in probes)
    wrong, doubtful = counts[ProbeStatus.ERROR], counts[ProbeStatus.WARNING]
    if not probes:
        return ""
    if not wrong and not doubtful:
        return translate("HealthCheck", "Everything works.")
    parts = []
    if wrong:
        parts.append(translate("HealthCheck", "%Ln thing(s) do not work", None, wrong))
    if doubtful:
        parts.append(translate("HealthCheck", "%Ln thing(s) need attention", None, doubtful))
    return " ".join(f"{part}." for part in parts)


def worst(probes: Sequence[Probe]) -> ProbeStatus | None:
    """Return the worst state; None while nothing is known."""
    found = {probe.status for probe in probes}
    return next((status for status in _WORST_FIRST if status in found), None)
