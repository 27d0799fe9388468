"""``parse``: read export files without any database and print what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import number, print_document, say
from frontol_desk.cli.summary import print_table
from frontol_desk.domain.messages import current_language, text

if TYPE_CHECKING:
    from frontol_desk.console.parsing import ParsedFile


@click.command("parse")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--encoding", metavar="NAME", help="Default: found by looking.")
@global_options
@pass_call
def parse(call: Call, paths: tuple[Path, ...], encoding: str | None) -> int:
    """Read export files and print header, lines by type and problems; no database, nothing is changed."""
    settings, _ = call.read_settings()  # only language and log matter: a server not yet set must not stop a look
    call.begin(settings, [], log_file=False)
    from frontol_desk.console.parsing import parse_files

    document = parse_files(paths, encoding)
    if call.json:
        print_document(document.model_dump_json(indent=2))
    else:
        for file in document.files:
            _print_file(file)
    return int(document.exit_code)


def _print_file(file: ParsedFile) -> None:
    header = file.header
    if header is None:
        say(text("parse_no_header", file=file.file))
    else:
        heading = {"flag": header.flag, "database": header.database_id, "report": header.report_number}
        say(text("parse_heading", file=file.file, encoding=file.encoding, **heading))
    say(text("parse_rows", read=number(file.rows.read), quarantined=number(file.rows.quarantined)))
    rows = sorted((int(type_), count) for type_, count in file.rows_by_type.items())
    if rows:
        cells = [(_meaning(type_), str(type_), number(count)) for type_, count in rows]
        print_table(["column_meaning", "column_type", "column_rows"], cells, numbers_from=1)
    for problem in file.problems:
        say(f"  {problem.code}: {problem.message}")


def _meaning(transaction_type: int) -> str:
    from frontol_desk.format.registry import UNRECOGNIZED, default_registry

    layout = default_registry().layout_of(transaction_type)
    if layout is UNRECOGNIZED:
        return text("unknown_type")
    return layout.ru if current_language() == "ru" else layout.en
