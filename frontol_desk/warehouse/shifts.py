"""Checks shifts: what the till and its fiscal device say at the close against the documents of the shift.

Only shifts whose opening is stored and of which no day is missing are checked: the sums of half a shift prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.registry import Registry
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import quoted

_LONGEST_SHIFT_DAYS = 3
_CASH = 0


class _Names:
    """Tables and columns by type and field number, quoted."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def table(self, transaction_type: int) -> str:
        return quoted(self._registry.layout_of(transaction_type).table)

    def column(self, transaction_type: int, n: int) -> str:
        return quoted(self._registry.layout_of(transaction_type).fields[n - 1].name)


def _query(registry: Registry) -> str:
    t, c = _Names(registry).table, _Names(registry).column
    inside = (
        "x.source_folder = $1 AND x.transaction_date BETWEEN s.day - "
        f"{_LONGEST_SHIFT_DAYS} AND s.day AND x.cash_register_code = s.workplace AND x.shift_number = s.shift"
        " AND x.transaction_id_unique BETWEEN s.opened AND s.closed"
    )

    def total(transaction_type: int, n: int, extra: str = "") -> str:
        column = f"x.{c(transaction_type, n)}"
        return f"(SELECT coalesce(sum({column}), 0) FROM {t(transaction_type)} x WHERE {inside}{extra})"

    closed_only = (
        f" AND EXISTS (SELECT 1 FROM {t(55)} d WHERE d.source_folder = $1 AND d.cash_register_code = s.workplace"
        " AND d.transaction_date BETWEEN x.transaction_date - 1 AND x.transaction_date + 1"
        " AND d.shift_number = s.shift AND d.document_number = x.document_number"
        " AND d.transaction_id_unique BETWEEN x.transaction_id_unique AND s.closed)"
    )

    def cash_of(payment: int) -> str:
        return total(payment, 12, f" AND x.{c(payment, 10)} = {_CASH}" + closed_only)

    day_missing = (
        "EXISTS (SELECT 1 FROM (SELECT first_number, lag(last_number) OVER (ORDER BY transaction_date) AS previous"
        " FROM workplace_days WHERE source_folder = $1 AND cash_register_code = s.workplace"
        f" AND transaction_date BETWEEN s.day - {_LONGEST_SHIFT_DAYS} AND s.day AND last_number >= s.opened) days"
        " WHERE first_number > previous + 1)"
    )
    return f"""
WITH openings AS (
    SELECT source_folder, transaction_date, cash_register_code, shift_number, transaction_id_unique FROM {t(64)}
    UNION ALL
    SELECT source_folder, transaction_date, cash_register_code, shift_number, transaction_id_unique FROM {t(62)}
),
shifts AS (
    SELECT z.cash_register_code AS workplace, z.shift_number AS shift, z.transaction_date AS day,
           z.transaction_id_unique AS closed, z.{c(61, 10)} AS revenue, z.{c(61, 12)} AS income,
           (SELECT min(o.transaction_id_unique) FROM openings o WHERE o.source_folder = $1
              AND o.transaction_date BETWEEN z.transaction_date - {_LONGEST_SHIFT_DAYS} AND z.transaction_date
              AND o.cash_register_code = z.cash_register_code AND o.shift_number = z.shift_number
              AND o.transaction_id_unique < z.transaction_id_unique) AS opened
    FROM {t(61)} z
    WHERE z.source_folder = $1 AND z.transaction_date BETWEEN $2 AND $3 AND z.cash_register_code = ANY($4)
)
SELECT s.workplace, s.shift, s.day, s.revenue, s.income,
    {total(55, 12)} AS documents,
    {total(55, 12, f" AND x.{c(55, 13)} = 0")} AS sales,
    {total(40, 12, closed_only)} + {total(41, 12, closed_only)} AS payments,
    {total(43, 12, closed_only)} AS distributed,
    {total(45, 12, closed_only)} AS fiscal,
    (SELECT count(*) FROM {t(45)} x WHERE {inside}{closed_only}) AS fiscal_documents,
    {total(38, 12, closed_only)} AS rounding,
    {total(50, 12)} - {total(51, 12)} + {cash_of(40)} + {cash_of(41)} AS cash,
    z.revenue AS device_revenue, z.drawer AS device_drawer, z.document AS device_last,
    o.drawer AS drawer_before, o.document AS device_first
FROM shifts s
LEFT JOIN LATERAL (SELECT x.{c(63, 10)} AS revenue, x.{c(63, 11)} AS drawer, x.{c(63, 24)} AS document
    FROM {t(63)} x WHERE {inside} AND x.{c(63, 22)} IS NOT NULL ORDER BY x.transaction_id_unique DESC LIMIT 1) z ON true
LEFT JOIN LATERAL (SELECT x.{c(64, 11)} AS drawer, x.{c(64, 24)} AS document
    FROM {t(64)} x WHERE {inside} ORDER BY x.transaction_id_unique LIMIT 1) o ON true
WHERE s.opened IS NOT NULL AND NOT {day_missing} ORDER BY s.closed"""


async def check_shifts(
    connection: Connection, registry: Registry, folder: SourceFolder, dates: DateRange, workplaces: Sequence[int]
) -> tuple[int, int, list[DeskError]]:
    """Return the number of closed shifts that can be checked, how many balance, and a finding per relation not met."""
    records = await connection.fetch(_query(registry), str(folder), dates.first, dates.last, list(workplaces))
    findings: list[DeskError] = []
    balanced = 0
    for record in records:
        wrong = [
            _finding(record, relation, left, right)
            for relation, left, right in _relations(record)
            if left is not None and right is not None and left != right
        ]
        balanced += not wrong
        findings += wrong
    return len(records), balanced, findings


def _relations(record: asyncpg.Record) -> list[tuple[str, Decimal | None, Decimal | None]]:
    """Return the relations of a shift: name, left side, right side; None where a side is unknown."""
    drawer, before = record["device_drawer"], record["drawer_before"]
    last, first = record["device_last"], record["device_first"]
    fiscal = record["device_revenue"] is not None and record["fiscal_documents"] > 0
    return [
        ("F10[61] = S F12[55]", record["revenue"], record["documents"]),
        ("F12[61] = S F12[55], sales", record["income"], record["sales"]),
        ("S F12[40,41] = S F12[55]", record["payments"], record["documents"]),
        ("S F12[43] = S F12[55]", record["distributed"], record["documents"]),
        ("F10[63] = F10[61]", record["device_revenue"], record["revenue"]),
        ("S F12[45] - S F12[38] = F10[63]", record["device_revenue"], record["fiscal"] - record["rounding"])
        if fiscal
        else ("", None, None),
        (
            "F11[63] = F11[64] + S F12[50] - S F12[51] + S F12[40,41, cash]",
            drawer,
            None if before is None else before + record["cash"],
        ),
        (
            "count of 45 = F24[63] - F24[64] - 1",
            Decimal(record["fiscal_documents"]) if fiscal else None,
            None if last is None or first is None else Decimal(last - first - 1),
        ),
    ]


def _finding(record: asyncpg.Record, relation: str, left: Decimal | None, right: Decimal | None) -> DeskError:
    difference = (left or Decimal()) - (right or Decimal())
    return DeskError(
        ErrorCode.SHIFT,
        relation=relation,
        shift=record["shift"],
        workplace=record["workplace"],
        date=record["day"].isoformat(),
        left=format(left or Decimal(), "f"),
        right=format(right or Decimal(), "f"),
        difference=format(difference, "f"),
    )
