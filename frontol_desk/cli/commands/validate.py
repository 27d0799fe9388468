"""``validate``: check the configuration, all problems at once."""

from __future__ import annotations

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import print_document, say
from frontol_desk.console.profiles import profile_names
from frontol_desk.domain.errors import ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.load import EVERYTHING


@click.command("validate")
@global_options
@pass_call
def validate(call: Call) -> int:
    """Check the configuration, all problems at once."""
    settings, problems = call.read_settings(EVERYTHING)
    if call.json:
        print_document({"valid": not problems, "problems": [problem.document() for problem in problems]})
    elif not problems:
        say(text("validate_ok"))
    else:
        for problem in problems:
            say(f"{problem.told}\n{text('hint', hint=problem.hint)}")
        names = profile_names(settings.home)
        if names and not settings.file.exists():
            say(text("profile_others", profile=settings.profile, names=", ".join(names)))
    return ExitCode.CONFIG if problems else ExitCode.OK
