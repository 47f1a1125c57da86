"""`python -m tfgen` and the console script."""

import gc
import sys

from tfgen import unchanged
from tfgen.system.streams import Outlet, replace_streams


def run() -> int:
    """Run the command line and return its exit code; 5 where all went well but its output was lost.

    Without the garbage collector: a run is short, and what it makes it needs to the end.
    """
    gc.disable()
    output = replace_streams()
    asked = unchanged.asked(sys.argv[1:])
    if asked and asked.told_again():
        return _flushed(output, 0)
    # Imported here: what is told again needs nothing of it.
    from tfgen.cli import main

    if asked:
        asked.watch()
    code = main()
    if asked and code == 0 and not output.lost:
        asked.keep()
    return _flushed(output, code)


def _flushed(output: Outlet, code: int) -> int:
    sys.stdout.flush()
    # Who reads no further has what they wanted.
    if output.lost and not isinstance(output.lost, BrokenPipeError):
        from tfgen.cli import report_lost_output

        lost = report_lost_output(output.lost)
        return code or lost
    return code


if __name__ == "__main__":
    sys.exit(run())
