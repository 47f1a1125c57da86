"""`python -m tfgen` and the console script."""

import gc
import sys

from tfgen.cli import main, report_lost_output
from tfgen.system.streams import replace_streams


def run() -> int:
    """Run the command line and return its exit code; 5 where all went well but its output was lost.

    Without the garbage collector: a run is short, and what it makes it needs to the end.
    """
    gc.disable()
    output = replace_streams()
    code = main()
    sys.stdout.flush()
    # Who reads no further has what they wanted.
    if output.lost and not isinstance(output.lost, BrokenPipeError):
        lost = report_lost_output(output.lost)
        return code or lost
    return code


if __name__ == "__main__":
    sys.exit(run())
