"""Single missing days become as few runs as possible: neighbours one range, folders of the same range together."""

from __future__ import annotations

from datetime import date

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.presenters.loads import orders_of

P13, INTER = SourceFolder("P13", "P13"), SourceFolder("N22", "N22_Inter")


def day(number: int) -> DateRange:
    return DateRange.day(date(2025, 12, number))


def test_neighbours_are_asked_for_together() -> None:
    wanted = [(P13, day(2)), (P13, day(1)), (INTER, day(1)), (INTER, day(2)), (P13, day(3)), (INTER, day(7))]
    orders = [(str(order.dates.first), str(order.dates.last), order.kassas) for order in orders_of(wanted)]
    assert orders == [
        ("2025-12-01", "2025-12-02", ("N22/N22_Inter",)),
        ("2025-12-01", "2025-12-03", ("P13/P13",)),
        ("2025-12-07", "2025-12-07", ("N22/N22_Inter",)),
    ]


def test_the_same_days_of_several_folders_are_one_run() -> None:
    (order,) = orders_of([(P13, day(1)), (INTER, day(1)), (INTER, day(2)), (P13, day(2)), (P13, day(2))])
    assert order.kassas == ("P13/P13", "N22/N22_Inter")
    assert order.dates == DateRange(date(2025, 12, 1), date(2025, 12, 2))


def test_nothing_is_no_run() -> None:
    assert orders_of([]) == []
