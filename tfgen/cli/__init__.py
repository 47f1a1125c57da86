"""The command line: arguments in, a command called, findings printed, an exit code out.

It alone prints or exits.
"""

from tfgen.cli.commands import cli
from tfgen.cli.output import counted, report
from tfgen.cli.run import main, report_lost_output

__all__ = ["cli", "counted", "main", "report", "report_lost_output"]
