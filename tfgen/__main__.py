"""`python -m tfgen` and the console script."""

import sys

from tfgen.cli import main

if __name__ == "__main__":
    sys.exit(main())
