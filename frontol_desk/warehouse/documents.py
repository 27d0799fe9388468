"""Checks documents against E1-E3: one set-based query over the documents closed in what was loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.equations import CLOSE, DOCUMENT_EQUATIONS, OPEN, Equation, columns_of
from frontol_desk.format.registry import Registry
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import quoted

_KEY = "cash_register_code, shift_number, document_number, transaction_id_unique"
_WHERE = (
    "source_folder = $1 AND transaction_date BETWEEN $2::date - 1 AND $3::date + 1 AND cash_register_code = ANY($4)"
)


def _lines(registry: Registry) -> str:
    """Return a UNION of every table with a term, each equation's signed amount in a column of its own."""
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for equation in DOCUMENT_EQUATIONS:
        for term in equation.terms:
            for table, column in columns_of(registry, term):
                tables[table][equation.name] = quoted(column) if term.sign > 0 else f"-{quoted(column)}"
    names = [equation.name for equation in DOCUMENT_EQUATIONS]
    selects = (
        f"SELECT {_KEY}, {', '.join(terms.get(name, '0') for name in names)} FROM {quoted(table)} WHERE {_WHERE}"
        for table, terms in tables.items()
    )
    return "\nUNION ALL ".join(selects)


def _query(registry: Registry) -> str:
    names = [equation.name for equation in DOCUMENT_EQUATIONS]
    total = quoted(registry.layout_of(CLOSE).fields[DOCUMENT_EQUATIONS[0].n - 1].name)
    close_table = quoted(registry.layout_of(CLOSE).table)
    open_table = quoted(registry.layout_of(OPEN).table)
    sums = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in names)
    return f"""
WITH lines ({_KEY}, {", ".join(names)}) AS ({_lines(registry)}),
closes AS (
    SELECT c.cash_register_code, c.shift_number, c.document_number, c.transaction_id_unique,
           c.transaction_date, coalesce(c.{total}, 0) AS total,
           coalesce(max(o.transaction_id_unique), {-(2**63)}) AS opened
    FROM (SELECT * FROM {close_table} WHERE source_folder = $1 AND transaction_date BETWEEN $2 AND $3
          AND cash_register_code = ANY($4)) c
    LEFT JOIN (SELECT {_KEY} FROM {open_table} WHERE {_WHERE}) o
        ON (o.cash_register_code, o.shift_number, o.document_number)
         = (c.cash_register_code, c.shift_number, c.document_number)
        AND o.transaction_id_unique < c.transaction_id_unique
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT c.cash_register_code, c.shift_number, c.document_number, c.transaction_date, c.total, {sums}
FROM closes c LEFT JOIN lines l
    ON (l.cash_register_code, l.shift_number, l.document_number)
     = (c.cash_register_code, c.shift_number, c.document_number)
    AND l.transaction_id_unique BETWEEN c.opened AND c.transaction_id_unique
GROUP BY c.cash_register_code, c.shift_number, c.document_number, c.transaction_date, c.total,
    c.transaction_id_unique
ORDER BY c.transaction_id_unique"""


async def check_documents(
    connection: Connection, registry: Registry, folder: SourceFolder, dates: DateRange, workplaces: Sequence[int]
) -> tuple[int, int, list[DeskError]]:
    """Return the number of documents with a close, how many of them balance, and a finding per equation not met.

    A document is the unbroken run of numbers from its opening (42) to its close (55).
    """
    records = await connection.fetch(_query(registry), str(folder), dates.first, dates.last, list(workplaces))
    findings: list[DeskError] = []
    balanced = 0
    for record in records:
        wrong = [equation for equation in DOCUMENT_EQUATIONS if record[equation.name.lower()] != record["total"]]
        balanced += not wrong
        findings += [_finding(equation, record) for equation in wrong]
    return len(records), balanced, findings


def _finding(equation: Equation, record: asyncpg.Record) -> DeskError:
    left, right = record["total"], record[equation.name.lower()]
    return DeskError(
        ErrorCode.EQUATION,
        equation=equation.name,
        document=record["document_number"],
        workplace=record["cash_register_code"],
        shift=record["shift_number"],
        date=record["transaction_date"].isoformat(),
        left=_amount(left),
        right=_amount(right),
        difference=_amount(left - right),
    )


def _amount(value: Decimal) -> str:
    """Write a sum with two digits after the point, with more where it has more."""
    digits = max(2, -int(value.as_tuple().exponent))
    return f"{value:.{digits}f}"
