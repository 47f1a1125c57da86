"""Count the words of the language that tests/words/specs use, or write those specs.

python tests/words           prints the table
python tests/words write     adds what no spec uses yet
python tests/words anew      writes all specs from the seeds
"""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]


def main() -> None:
    """Do what the command line says."""
    from words import coverage, generate

    if sys.argv[1:]:
        generate.write(anew=sys.argv[1] == "anew")
        coverage.used_by.cache_clear()
    print(coverage.table(coverage.used(), coverage.refused()))


if __name__ == "__main__":
    main()
