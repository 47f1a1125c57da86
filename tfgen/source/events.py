"""From a text to PyYAML's events; its exceptions end here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

# libyaml is eight times as fast as the pure parser.
# Events only: its composer overflows the stack on deep nesting.
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BEYOND_UNICODE = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")


class NotYaml(Exception):
    """What PyYAML says of a text that it cannot parse: the construct, and the problem."""

    def __init__(self, context: str, opened: int, problem: str, at: int) -> None:
        super().__init__(f"{context}: {problem}")
        self.opened = opened
        self.problem = problem
        self.at = at


def events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of a text. Raises NotYaml."""
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        raise _marked(error) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # The pure parser lets chr() fail on an escape beyond U+10FFFF.
        # Nothing else is known to end here.
        if escape := _BEYOND_UNICODE.search(text):
            at = escape.start()
            raise NotYaml("", at, "invalid Unicode character", at) from None
        raise NotYaml("", 0, str(error), 0) from None


def _marked(error: yaml.MarkedYAMLError) -> NotYaml:
    at = 0
    if error.problem_mark:
        at = error.problem_mark.index
    opened = at
    if error.context_mark:
        opened = error.context_mark.index
    return NotYaml(error.context or "", opened, error.problem or "", at)


def span(event: yaml.Event) -> tuple[int, int]:
    """Return where an event starts and ends; both parsers mark each of them."""
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index
