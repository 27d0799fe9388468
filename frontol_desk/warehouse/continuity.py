"""Checks the running numbers of workplaces: none used twice. Missing ones are the matter of `missing`."""

from __future__ import annotations

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import ALL_TRANSACTIONS

_SHARED_SPANS = """
SELECT a.cash_register_code AS workplace, a.transaction_date AS day, b.transaction_date AS other,
       greatest(a.first_number, b.first_number) AS first, least(a.last_number, b.last_number) AS last
FROM workplace_days a JOIN workplace_days b USING (source_folder, cash_register_code)
WHERE a.source_folder = $1 AND a.transaction_date BETWEEN $2 AND $3
    AND (b.transaction_date < a.transaction_date OR b.transaction_date > $3)
    AND a.first_number <= b.last_number AND b.first_number <= a.last_number"""

_REUSED = f"""
SELECT count(*), min(x.transaction_id_unique) FROM {ALL_TRANSACTIONS} x JOIN {ALL_TRANSACTIONS} y
    USING (source_folder, cash_register_code, transaction_id_unique)
WHERE x.source_folder = $1 AND x.cash_register_code = $2 AND x.transaction_date = $3 AND y.transaction_date = $4
    AND y.source_folder = $1 AND y.cash_register_code = $2
    AND x.transaction_id_unique BETWEEN $5 AND $6 AND y.transaction_id_unique BETWEEN $5 AND $6"""


async def find_reused(connection: Connection, folder: SourceFolder, dates: DateRange) -> list[DeskError]:
    """Return a finding per workplace and pair of days under which the same numbers are stored (a till set up anew)."""
    findings = []
    for shared in await connection.fetch(_SHARED_SPANS, str(folder), dates.first, dates.last):
        pair = (shared["day"], shared["other"])
        count, number = await connection.fetchrow(
            _REUSED, str(folder), shared["workplace"], *pair, shared["first"], shared["last"]
        ) or (0, None)
        if count:
            days = ", ".join(day.isoformat() for day in sorted(pair))
            findings.append(
                DeskError(
                    ErrorCode.NUMBER_REUSED, workplace=shared["workplace"], number=number, dates=days, count=count
                )
            )
    return findings
