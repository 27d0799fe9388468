"""The end of a command that ran something: print the report, write it to a file, return the exit code."""

from __future__ import annotations

from pathlib import Path

from frontol_desk.cli.call import Call
from frontol_desk.cli.output import print_document, print_error
from frontol_desk.cli.summary import print_summary
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.report import RunReport
from frontol_desk.settings.problems import SettingProblem


def finish(call: Call, report: RunReport, report_file: Path | None = None) -> ExitCode:
    """Print and write the report; a load that succeeded but could not write it ends with 1."""
    if call.json:
        print_document(report.as_json())
    else:
        print_summary(report)
    code = report.exit_code
    if report_file is not None:
        try:
            report_file.write_text(report.as_json() + "\n", "utf-8")
        except OSError as error:
            print_error(DeskError(ErrorCode.OUTPUT_FAILED, path=str(report_file), cause=error.strerror))
            code = code or ExitCode.PARTIAL
    return code


def folder_problems(option: str, path: Path | None) -> list[SettingProblem]:
    """Tell before the work begins that the folder of an output file is missing."""
    if path is None or path.absolute().parent.is_dir():
        return []
    error = DeskError(ErrorCode.USAGE, reason="no_such_directory", parameter=option, file=str(path.absolute().parent))
    return [SettingProblem(option, error)]
