"""The equations of the format, as declarations: which amounts of which types make the total of a document or shift.

Source: Frontol 6 integrator manual, page 266; relations of shifts as seen in real exports. `warehouse.verification`
turns them into SQL. Storno amounts are negative already, hence the plus.
"""

from __future__ import annotations

from dataclasses import dataclass

from frontol_desk.format.registry import Registry


@dataclass(frozen=True, slots=True)
class Term:
    """The sum of field `n` over all lines of these types of one document, with its sign."""

    n: int
    types: tuple[int, ...]
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Equation:
    """Field `n` of the document's close (type 55) equals the sum of the terms."""

    name: str
    n: int
    terms: tuple[Term, ...]
    optional: bool = False


CLOSE = 55
OPEN = 42
E1 = Equation(
    "E1",
    12,
    (
        Term(12, (1, 11)),
        Term(12, (2, 12)),
        Term(12, (15,), -1),
        Term(12, (17,), -1),
        Term(12, (32,), -1),
        Term(12, (33,)),
        Term(12, (35,), -1),
        Term(12, (36,), -1),
        Term(12, (37,), -1),
        Term(12, (38,), -1),
    ),
)
E2 = Equation("E2", 12, (Term(16, (1, 11)), Term(16, (2, 12)), Term(12, (38,), -1)))
E3 = Equation("E3", 12, (Term(12, (49,)),))
DOCUMENT_EQUATIONS = (E1, E2, E3)


def columns_of(registry: Registry, term: Term) -> list[tuple[str, str]]:
    """Return table and column of each type of a term, every table once."""
    layouts = dict.fromkeys(registry.layout_of(number) for number in term.types)
    return [(layout.table, layout.fields[term.n - 1].name) for layout in layouts]
