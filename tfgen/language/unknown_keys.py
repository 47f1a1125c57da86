"""What to write in place of a key that a section does not have.

Looked for in turn: a word of another tool, the same key in another spelling, a key of another
section, and a key that looks like it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from tfgen.diagnostics import closest
from tfgen.language.paths import Path, keys_at, known_fields, type_at
from tfgen.language.section import Section, member_of
from tfgen.language.top import Spec
from tfgen.language.words_of_others import WORDS, Told
from tfgen.source import Scalar

# More of them nobody reads.
MOST_LISTED = 12
# From here on a word is the other one with a slip in it.
_A_SLIP = 0.8
_MOST_PLACES = 3
_PLAIN = re.compile(r"[A-Za-z0-9/][A-Za-z0-9._:/@+-]{0,99}")
_PATH = re.compile(r"[a-z0-9_.<>]+")
_WITH_CONTAINERS = frozenset({"services", "jobs", "system_containers"})
# Keys that members of every section have are found by what is around them alone.
_EVERYWHERE = frozenset({"name", "type", "arn", "key", "port", "path"})


def help_for(path: Path, value: object) -> str:
    """Return what to write in place of the key at the end of a path."""
    key = str(path[-1])
    known = list(keys_at(path[:-1]))
    if (told := _told(path)) is not None:
        return _of_others(told, value, path)
    if same := _respelled(key, known):
        return _line(same, value)
    near = closest(key, known)
    if not _slips(key, known) and (places := _elsewhere(key)):
        return f"write it in {' or '.join(places)}, where it means something"
    return near or _list_of(known, path[:-1])


@lru_cache(maxsize=4096)
def meant_by(path: Path) -> str:
    """Return the key of the section that an unknown one stands for, or ""."""
    key = str(path[-1])
    known = list(keys_at(path[:-1]))
    told = _told(path)
    if told is not None:
        texts = [told] if isinstance(told, str) else told
        firsts = [re.split(r"[:, ]", text)[0] for text in texts]
        # What it may be as well is not missed: a word of others, and a slip in one of ours.
        return next((first for first in (*firsts, *_slips(key, known)) if first in known), "")
    if same := _respelled(key, known):
        return same
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if near and (not _elsewhere(key) or _slips(key, known)):
        return near[0]
    return ""


def _squashed(word: str) -> str:
    return re.sub(r"[-_.\s]", "", word).lower()


def _respelled(key: str, known: list[str]) -> str:
    """Return the key of which another only differs in case and signs."""
    by_form = {_squashed(name): name for name in known}
    return by_form.get(_squashed(key), "")


def _told(path: Path) -> Told | None:
    kind = type_at(path[:-1])[0]
    if not (isinstance(kind, type) and issubclass(kind, Section)):
        return None
    word = _squashed(str(path[-1]))
    # The nearest class first: a job has other words than the container that it is too.
    for base in kind.__mro__:
        for name in (f"{base.__module__.rpartition('.')[2]}.{base.__name__}", base.__name__):
            if word in WORDS.get(name, {}):
                return WORDS[name][word]
    return None


def _of_others(told: Told, value: object, path: Path) -> str:
    if not isinstance(told, str):
        told = told[isinstance(value, dict)]
    if len(path) > 2 and path[0] in _WITH_CONTAINERS:
        told = told.replace("services.<name>.", f"{path[0]}.{path[1]}.")
    if told.startswith("remove it"):
        return told
    if _PATH.fullmatch(told):
        return _line(told, value)
    return f"write {told.replace('{v}', _shown(value) or '…')}"


def _line(key: str, value: object) -> str:
    shown = _shown(value)
    if shown:
        return f"write {key}: {shown}"
    return f"write {key}: and the same value"


def _shown(value: object) -> str:
    """Return a value as YAML, if it is short and plain; else ""."""
    if isinstance(value, Scalar) and _PLAIN.fullmatch(value.text):
        return value.text
    if isinstance(value, tuple) and value and all(map(_shown, value)):
        text = f"[{', '.join(map(_shown, value))}]"
        return text if _PLAIN.fullmatch(text.translate({ord(sign): "x" for sign in "[], "})) else ""
    return ""


def _slips(key: str, known: list[str]) -> list[str]:
    """Return the known key that a key is with a slip in it, if there is one."""
    return difflib.get_close_matches(key, known, n=1, cutoff=_A_SLIP)


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """Return the paths of each key of the language, by its squashed form."""
    found: dict[str, list[str]] = {}
    for key, path in _walked(Spec, "", ()):
        found.setdefault(_squashed(key), []).append(path)
    return {key: tuple(paths) for key, paths in found.items()}


@cache
def every_key() -> frozenset[str]:
    """Return the keys of all sections of the language."""
    return frozenset(key for key, _ in _walked(Spec, "", ()))


def _walked(kind: type[Section], path: str, above: tuple[type, ...]) -> Iterator[tuple[str, str]]:
    for key, (inner, _) in known_fields(kind).items():
        here = f"{path}{key}"
        yield key, here
        member, dotted = inner, f"{here}."
        while (deeper := member_of(member, dict)[0]) or member_of(member, tuple)[0]:
            dotted += "<name>." if deeper else ""
            member = deeper or member_of(member, tuple)[0]
        if known_fields(member) and member not in above:
            yield from _walked(member, dotted, (*above, member))


def _elsewhere(key: str) -> list[str]:
    """Return the paths at which the language has a key, if they are few."""
    if key in _EVERYWHERE:
        return []
    paths = _places().get(_squashed(key), ())
    # The same key lies in many parts of services: the place nearest to the top is meant.
    shortest = min((path.count(".") for path in paths), default=0)
    near = [path for path in paths if path.count(".") == shortest]
    return near if len(near) <= _MOST_PLACES else []


def _list_of(known: list[str], path: Path) -> str:
    if len(known) <= MOST_LISTED or not path:
        return f"known here: {', '.join(sorted(known))}"
    dotted = ".".join(map(str, path))
    return f"remove it; tfgen explain {dotted} lists the {len(known)} keys that are known here"
