"""`python -m tfgen` and the console script."""

import gc
import sys

from tfgen.cli import main


def run() -> int:
    """Run the command line without the garbage collector: a run is short, and what it makes it needs to the end."""
    gc.disable()
    return main()


if __name__ == "__main__":
    sys.exit(run())
