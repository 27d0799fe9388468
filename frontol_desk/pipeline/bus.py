"""The event bus: stages publish, anybody may listen, and a listener that fails harms nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable

from frontol_desk.domain.events import Event

_log = logging.getLogger(__name__)
Subscriber = Callable[[Event], None]


class EventBus:
    """Hands every event to every subscriber, in the publisher's own call: subscribers must be quick."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Add a subscriber; the returned function removes it."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber) if subscriber in self._subscribers else None

    def publish(self, event: Event) -> None:
        """Tell everybody. A subscriber that raises is logged, and the load goes on."""
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(event)
            except Exception:  # noqa: BLE001 - the contract of the bus: no subscriber may break a load
                _log.exception("event subscriber failed", extra={"event": type(event).__name__})
