"""The command line run: whatever happens becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from tfgen.cli.commands import cli
from tfgen.cli.output import report, say
from tfgen.diagnostics import Diagnostic, Severity, TfgenError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    if asked := os.environ.get("_TFGEN_COMPLETE"):  # by the shell, as click has it
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "tfgen", "_TFGEN_COMPLETE", asked)
    if arguments is None:
        arguments = sys.argv[1:]
    context = None
    try:
        with cli.make_context("tfgen", list(arguments)) as context:
            cli.invoke(context)
        return 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return 64
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return 130
    except TfgenError as error:
        return _report_error(error, context)
    except Exception as error:
        return _report_bug(error)


def _report_error(error: TfgenError, context: click.Context | None) -> int:
    # The context says in which format the user wants findings; before there is one, as text.
    scope = context.scope(cleanup=False) if context else click.Context(cli).scope()
    with scope:
        report(error.diagnostics)
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in error.diagnostics)
    say("1 error" if errors == 1 else f"{errors} errors")
    return error.exit_code


def report_lost_output(error: OSError) -> int:
    """Report that standard output took no more, and return the exit code for it."""
    message = f"cannot write to standard output: {error.strerror}"
    lost = Diagnostic("IO070", message, help="make room where it leads, and run again")
    return _report_error(TfgenError([lost]), None)


def _report_bug(error: Exception) -> int:
    if os.environ.get("TFGEN_DEBUG"):
        raise error
    say(f"BUG001: a fault of tfgen itself: {type(error).__name__}: {error}")
    say("please report it, with the spec; TFGEN_DEBUG=1 shows where it happened")
    return 70
