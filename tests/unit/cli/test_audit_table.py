"""``audit`` on a terminal: a row stays readable, however much is known of what was done."""

from __future__ import annotations

from datetime import UTC, datetime

from frontol_desk.cli.commands.audit import _cells, document
from frontol_desk.domain.audit import Actor, AuditAction, AuditEntry


def test_a_hundred_steps_of_a_migration_fill_no_screen() -> None:
    steps = ", ".join(f"table number {number}" for number in range(100))
    entry = AuditEntry(
        at=datetime(2026, 1, 2, tzinfo=UTC),
        actor=Actor("root", "shop"),
        action=AuditAction.MIGRATE,
        resource="desk",
        outcome="done",
        details={"steps": 100, "what": steps},
    )
    told = _cells(entry, UTC)[-1]
    assert "table number 3," in told
    assert "…" in told
    assert len(told) < 300
    assert document(entry)["details"]["what"] == steps
