"""`python -m tfgen` and the console script."""

import gc
import os
import sys
import time

from tfgen.system.streams import Outlet, replace_streams


def run() -> int:
    """Run the command line and return its exit code; 5 where all went well but its output was lost.

    Without the garbage collector: a run is short, and what it makes it needs to the end.
    """
    gc.disable()
    begun = time.perf_counter()
    output = replace_streams()
    if help_text := _help(sys.argv[1:]):
        sys.stdout.write(help_text)
        return _flushed(output, 0)
    from tfgen import unchanged

    asked = unchanged.asked(sys.argv[1:])
    if asked and asked.told_again():
        _sum_up("nothing changed", begun)
        return _flushed(output, 0)
    # Imported here: what is told again needs nothing of it.
    from tfgen.cli import counted, main

    if asked:
        asked.watch()
    code = main()
    if asked and code == 0 and not output.lost:
        asked.keep()
    if asked:
        _sum_up(counted(), begun)
    return _flushed(output, code)


def _sum_up(words: str, begun: float) -> None:
    """Say on a terminal what there was to tell, and how long it took."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{words}, {time.perf_counter() - begun:.1f} s\n")


def _help(arguments: list[str]) -> str:
    """Return the help as click lays it out on lines of 80 columns; "" where it has to lay it out.

    The page is made by `make docs`, so that nobody who asks what there is waits for click.
    """
    if arguments not in (["--help"], ["-h"]) or "COLUMNS" in os.environ or not _is_wide():
        return ""
    page = os.path.join(os.path.dirname(__file__), "cli", "help.txt")  # noqa: PTH118, PTH120
    try:
        with open(page, encoding="utf-8") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return ""


def _is_wide() -> bool:
    try:
        return os.get_terminal_size(1).columns >= 80
    except OSError:  # no terminal
        return True


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
