"""How fast something goes: smoothed over some seconds, unknown when it stands still."""

from __future__ import annotations

from collections import deque

_WINDOW = 4.0
_STALLED = 3.0
_SHORTEST = 0.4


class Speed:
    """Amount per second over the last seconds. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()

    def add(self, at: float, amount: float) -> None:
        """Note how much is done by now."""
        if self._seen and amount < self._seen[-1][1]:
            self._seen.clear()
        if not self._seen or amount > self._seen[-1][1]:
            self._seen.append((at, amount))
        while len(self._seen) > 2 and at - self._seen[0][0] > _WINDOW:
            self._seen.popleft()

    def value(self, at: float) -> float | None:
        """Return the speed; None when there is too little to tell, or nothing moves."""
        if len(self._seen) < 2 or at - self._seen[-1][0] > _STALLED:
            return None
        (first_at, first), (last_at, last) = self._seen[0], self._seen[-1]
        return (last - first) / (last_at - first_at) if last_at - first_at >= _SHORTEST else None
