"""A run report for people: files, rows, whether the documents balance, and every problem with its next action."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from frontol_desk.cli.output import console_for, number, say, seconds
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import FileDetail, Problem, Reconciliation, RunReport

_PROBLEMS_SHOWN = 30


def print_summary(report: RunReport) -> None:
    """Write the report to standard output."""
    say(
        text(
            "run_heading",
            dates=days_of(report),
            status=text(f"run_{report.status}"),
            seconds=seconds(report.duration_seconds),
        )
    )
    if report.details:
        headings = ("folder", "file", "state", "rows", "loaded", "unchanged", "quarantined", "seconds")
        print_table([f"column_{name}" for name in headings], map(_cells, report.details), numbers_from=3)
    say(text("total_rows", **{key: number(value) for key, value in report.rows.model_dump().items()}))
    say(_balance(report.reconciliation))
    print_problems(report.errors)


def days_of(report: RunReport) -> str:
    """Return the report's day or days."""
    first, last = report.date_from.isoformat(), report.date_to.isoformat()
    return first if first == last else f"{first} – {last}"


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers_from: int) -> None:
    """Write a table to standard output; `headings` are text names, columns from `numbers_from` on are numbers."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(headings):
        table.add_column(text(name), justify="right" if place >= numbers_from else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console_for(sys.stdout).print(table)


def _cells(detail: FileDetail) -> tuple[str, ...]:
    counts = (detail.rows, detail.loaded, detail.unchanged, detail.quarantined)
    spent = seconds(sum(detail.stages.values()))
    return (detail.source_folder, detail.file or "–", text(f"file_{detail.status}"), *map(number, counts), spent)


def _balance(found: Reconciliation) -> str:
    """Say whether what was loaded agrees with itself."""
    if not found.documents and not found.shifts and not found.discrepancies:
        return text("no_documents")
    complete = found.documents == found.balanced and found.shifts == found.shifts_balanced
    name = "all_balanced" if complete and not found.discrepancies and not found.gaps else "not_balanced"
    return text(name, **{key: number(value) for key, value in found.model_dump().items()})


def print_problems(problems: Sequence[Problem]) -> None:
    """List problems, errors first; a hint that several share in a row is given once, after the last of them."""
    if not problems:
        return
    say(text("problems_heading", count=number(len(problems))))
    shown = sorted(problems, key=lambda problem: problem.severity != "error")[:_PROBLEMS_SHOWN]
    for problem, following in zip(shown, [*shown[1:], None], strict=True):
        say(f"{_place(problem)}{text(problem.severity, message=problem.message)}")
        if problem.hint and (following is None or following.hint != problem.hint):
            say(text("hint", hint=problem.hint))
    if len(problems) > len(shown):
        say(text("problems_more", count=number(len(problems) - len(shown))))


def _place(problem: Problem) -> str:
    place = " ".join(filter(None, (problem.source_folder, problem.file)))
    return f"{place} – " if place else ""
