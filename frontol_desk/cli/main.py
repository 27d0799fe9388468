"""The entry point: runs a command and turns whatever happens into an exit code and words."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from frontol_desk.cli.call import Call
from frontol_desk.cli.group import desk
from frontol_desk.cli.language import chosen_language
from frontol_desk.cli.output import error_document, make_streams_safe, print_document, print_error
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import set_language

log = logging.getLogger(__name__)


def main() -> NoReturn:
    """Run the program with the process's arguments and exit with the contract's code."""
    make_streams_safe()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stop before the work begins ends with 130, too
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; nothing is raised."""
    set_language(chosen_language(os.environ.get("FRONTOL_DESK_LANGUAGE", "auto")))
    call = Call(json="--json" in arguments)
    try:
        code = desk.main(list(arguments), prog_name="frontol-desk", standalone_mode=False, obj=call)
        return int(code or 0)
    except DeskError as error:
        return _fail(error, call)
    except click.ClickException as error:
        return _fail(_usage_error(error), call)
    except (click.Abort, KeyboardInterrupt):
        return _fail(DeskError(ErrorCode.CANCELLED), call)
    except Exception as error:  # the last one to see it: the log gets the traceback, people get words
        log.exception("unexpected failure")
        return _fail(DeskError(ErrorCode.INTERNAL, cause=type(error).__name__), call)


def _fail(error: DeskError, call: Call) -> int:
    if call.json:
        print_document(error_document(error))
    else:
        print_error(error)
    return error.exit_code


def _usage_error(error: click.ClickException) -> DeskError:
    """Say in our own words what the command line library found wrong."""
    match error:
        case click.NoSuchOption():
            return DeskError(ErrorCode.USAGE, reason="no_such_option", option=error.option_name)
        case click.MissingParameter():
            return DeskError(ErrorCode.USAGE, reason="missing", parameter=_name_of(error))
        case click.BadParameter():
            return DeskError(ErrorCode.USAGE, reason="bad_value", parameter=_name_of(error), detail=error.message)
        case click.UsageError(ctx=click.Context(parent=click.Context(), command=click.Group() as group)):
            known = ", ".join(sorted(group.commands))
            return DeskError(ErrorCode.USAGE, reason="part", command=group.name, known=known)
        case _:
            return DeskError(ErrorCode.USAGE, detail=error.format_message())


def _name_of(error: click.BadParameter) -> str:
    parameter = error.param
    return parameter.get_error_hint(error.ctx).strip("'") if parameter and error.ctx else str(error.param_hint or "")
