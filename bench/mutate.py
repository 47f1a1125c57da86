"""Single mutations of Terraform files, by kind: each a small change of text that a person or a template could make.

They work on lines and tokens and know nothing of tfgen's parser. Some leave the file sound: Terraform decides.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

Files: TypeAlias = Mapping[str, str]


class Mutant(NamedTuple):
    """A tree's file with one change: `before` and `after` are the changed text, `line` is where it stands."""

    kind: str
    path: str
    text: str
    line: int
    before: str
    after: str


class Edit(NamedTuple):
    """A part of a text, from `start` to `end`, and what replaces it."""

    start: int
    end: int
    after: str


Edits: TypeAlias = Callable[[str, random.Random], Iterator[Edit]]

_ARGUMENT = re.compile(r"^([ ]+)([a-z_0-9]+)( *= *)(?![=>])(.+)\n", re.M)
_ONE_LINE = re.compile(r"^ +[a-z_0-9]+ *= *(?!.*[\[{(<]$)(?![=>]).+\n", re.M)
_NESTED = re.compile(r"^( +)([a-z_0-9]+)(?: \"[^\"]+\")? \{\n(?s:.*?)^\1\}\n", re.M)
_TOP = re.compile(r"^(\w+)((?: \"[^\"]+\")*) \{\n(?s:.*?)^\}\n", re.M)
_REFERENCE = re.compile(
    r"(?<![\w.\"/$-])(?:data\.)?(?:var|local|module|each|self|aws_\w+|count)(?:\.[a-z_]\w*|\[[^\]\n]*\])+"
)
_LITERAL = re.compile(r"^ +[a-z_0-9]+ *= *(\"[^\"$\n]*\"|\d+|true|false|\[[^\[\]\n]*\])$", re.M)
_CALL = re.compile(r"\b([a-z0-9]+)\(")
_MODULE = re.compile(r'^module "[^"]+" \{\n(?s:.*?)^\}\n', re.M)
_TYPE = re.compile(r"^ +type += (.+)$", re.M)
_DEFAULT = re.compile(r"^ +default += (.+)$", re.M)

# Attributes that many types have, to be put where another one stands.
_ATTRIBUTES = (
    "arn",
    "id",
    "name",
    "vpc_id",
    "dns_name",
    "zone_id",
    "family",
    "bucket",
    "url",
    "values",
)
_ARGUMENTS = (
    'color = "blue"',
    "enabled = true",
    'name_prefix = "x-"',
    "tags = {}",
    "port = 80",
    'vpc_id = "vpc-1"',
)
_OTHER_VALUES = ('"text"', "12", "true", '["a"]', '{ a = "b" }', "null", "[{ a = 1 }]", "[[]]")
_TYPES = (
    "string",
    "number",
    "bool",
    "list(string)",
    "map(string)",
    "strin",
    "list",
    "list(strin)",
    "object({ a = string })",
)
_SIGNS = '{}[]()",=.:'


def typo(word: str, chance: random.Random) -> str:
    """Return a word with one letter dropped, doubled, exchanged with the next one, or replaced."""
    at = chance.randrange(len(word))
    changed = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[:at] + word[at] + word[at:],
        "exchange": word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        "replace": word[:at] + chance.choice("abcdeiorstx") + word[at + 1 :],
    }[chance.choice(("drop", "double", "exchange", "replace"))]
    return changed if changed and changed != word and not changed[0].isdigit() else word + "s"


def argument_typo(text: str, chance: random.Random) -> Iterator[Edit]:
    """Misspell an argument, a key of an object among them."""
    for found in _ARGUMENT.finditer(text):
        yield Edit(*found.span(2), typo(found[2], chance))


def argument_removed(text: str, chance: random.Random) -> Iterator[Edit]:
    """Take away an argument of one line."""
    yield from (Edit(*found.span(), "") for found in _ONE_LINE.finditer(text))


def argument_added(text: str, chance: random.Random) -> Iterator[Edit]:
    """Add an argument that belongs elsewhere."""
    for found in _ONE_LINE.finditer(text):
        indent = found[0][: len(found[0]) - len(found[0].lstrip())]
        yield Edit(found.end(), found.end(), f"{indent}{chance.choice(_ARGUMENTS)}\n")


def argument_doubled(text: str, chance: random.Random) -> Iterator[Edit]:
    """Write an argument twice."""
    yield from (Edit(found.end(), found.end(), found[0]) for found in _ONE_LINE.finditer(text))


def value_of_other_type(text: str, chance: random.Random) -> Iterator[Edit]:
    """Give a literal of another type."""
    for found in _LITERAL.finditer(text):
        yield Edit(*found.span(1), chance.choice(_OTHER_VALUES))


def block_removed(text: str, chance: random.Random) -> Iterator[Edit]:
    """Take away a block inside of another."""
    yield from (Edit(*found.span(), "") for found in _NESTED.finditer(text))


def block_doubled(text: str, chance: random.Random) -> Iterator[Edit]:
    """Write a block inside of another twice."""
    yield from (Edit(found.end(), found.end(), found[0]) for found in _NESTED.finditer(text))


def block_typo(text: str, chance: random.Random) -> Iterator[Edit]:
    """Misspell a block inside of another."""
    yield from (Edit(*found.span(2), typo(found[2], chance)) for found in _NESTED.finditer(text))


def block_as_argument(text: str, chance: random.Random) -> Iterator[Edit]:
    """Write a block with `=`."""
    yield from (
        Edit(*found.span(2), f"{found[2]} =")
        for found in _NESTED.finditer(text)
        if '"' not in found[0][:40]
    )


def declaration_removed(text: str, chance: random.Random) -> Iterator[Edit]:
    """Take away a resource, variable, output or module call."""
    yield from (Edit(*found.span(), "") for found in _TOP.finditer(text))


def declaration_doubled(text: str, chance: random.Random) -> Iterator[Edit]:
    """Declare something twice."""
    yield from (Edit(found.end(), found.end(), f"\n{found[0]}") for found in _TOP.finditer(text))


def declaration_renamed(text: str, chance: random.Random) -> Iterator[Edit]:
    """Misspell a label: a type or a name."""
    for found in _TOP.finditer(text):
        labels = list(re.finditer(r"\"([^\"]+)\"", found[2]))
        if labels:
            label = chance.choice(labels)
            start = found.start(2) + label.start(1)
            yield Edit(start, start + len(label[1]), typo(label[1], chance))


def keyword_typo(text: str, chance: random.Random) -> Iterator[Edit]:
    """Misspell resource, variable and the like."""
    yield from (Edit(*found.span(1), typo(found[1], chance)) for found in _TOP.finditer(text))


def reference_typo(text: str, chance: random.Random) -> Iterator[Edit]:
    """Misspell one of the names of a reference."""
    for found in _REFERENCE.finditer(text):
        names = list(re.finditer(r"[a-z_]\w*", found[0]))
        name = chance.choice(names)
        start = found.start() + name.start()
        yield Edit(start, start + len(name[0]), typo(name[0], chance))


def attribute_of_another(text: str, chance: random.Random) -> Iterator[Edit]:
    """End a reference to a resource or module with an attribute that others have."""
    for found in _REFERENCE.finditer(text):
        if (
            found[0].startswith(("aws_", "data.", "module."))
            and found[0].count(".") > 1
            and found[0][-1] != "]"
        ):
            yield Edit(
                found.start() + found[0].rindex(".") + 1, found.end(), chance.choice(_ATTRIBUTES)
            )


def reference_exchanged(text: str, chance: random.Random) -> Iterator[Edit]:
    """Put a reference of the file where another one stands."""
    all_ = [found[0] for found in _REFERENCE.finditer(text)]
    for found in _REFERENCE.finditer(text):
        yield Edit(*found.span(), chance.choice(all_))


def key_added_or_taken(text: str, chance: random.Random) -> Iterator[Edit]:
    """Give a reference an index, or take its index away."""
    for found in _REFERENCE.finditer(text):
        bare = re.sub(r"\[[^\]]*\]", "", found[0])
        names = found[0].split(".")
        keyed = ".".join(names[:-1]) + chance.choice(('["x"].', "[0].", "[*].")) + names[-1]
        yield Edit(*found.span(), bare if bare != found[0] else keyed)


def module_inputs_exchanged(text: str, chance: random.Random) -> Iterator[Edit]:
    """Give two inputs of a module call each other's value."""
    for call in _MODULE.finditer(text):
        lines = [found for found in _ONE_LINE.finditer(call[0]) if "source" not in found[0]]
        if len(lines) > 1:
            one, two = sorted(chance.sample(lines, 2), key=lambda found: found.start())
            (name, value), (other, another) = (found[0].split("=", 1) for found in (one, two))
            between = call[0][one.end() : two.start()]
            start = call.start() + one.start()
            yield Edit(start, call.start() + two.end(), f"{name}={another}{between}{other}={value}")


def function_typo(text: str, chance: random.Random) -> Iterator[Edit]:
    """Misspell a function, or the constructor of a type."""
    yield from (Edit(*found.span(1), typo(found[1], chance)) for found in _CALL.finditer(text))


def function_argument(text: str, chance: random.Random) -> Iterator[Edit]:
    """Give a function an argument more, first."""
    for found in _CALL.finditer(text):
        yield Edit(found.end(), found.end(), chance.choice(('"x", ', "1, ", "[], ", "null, ")))


def variable_type(text: str, chance: random.Random) -> Iterator[Edit]:
    """Give a variable another type, or one that does not exist."""
    yield from (Edit(*found.span(1), chance.choice(_TYPES)) for found in _TYPE.finditer(text))


def variable_default(text: str, chance: random.Random) -> Iterator[Edit]:
    """Give a variable a default of another type."""
    yield from (
        Edit(*found.span(1), chance.choice(_OTHER_VALUES)) for found in _DEFAULT.finditer(text)
    )


def meta_argument(text: str, chance: random.Random) -> Iterator[Edit]:
    """Add a meta-argument to a block, often a wrong one."""
    lines = (
        "count = 2",
        'for_each = ["a"]',
        'for_each = toset(["a"])',
        'count = "many"',
        "depends_on = [var.x]",
        'depends_on = "x"',
        "provider = aws.other",
        "depends_on = [aws_vpc.nowhere]",
        "lifecycle { prevent_destroy = var.x }",
        "lifecycle { ignore_changes = [nothing_such] }",
        "lifecycle { create_before_destroy = true }",
        "lifecycle { delete_never = true }",
        'connection { host = "x" }',
    )
    for found in _TOP.finditer(text):
        at = found.start() + found[0].index("{\n") + 2
        yield Edit(at, at, f"  {chance.choice(lines)}\n")


def scoped_name(text: str, chance: random.Random) -> Iterator[Edit]:
    """Put each, count, self or path where a reference stands."""
    names = (
        "each.key",
        "each.value.x",
        "count.index",
        "self.id",
        "path.here",
        "each.kye",
        "count.idx",
        "terraform.x",
    )
    yield from (Edit(*found.span(), chance.choice(names)) for found in _REFERENCE.finditer(text))


def sign_dropped(text: str, chance: random.Random) -> Iterator[Edit]:
    """Drop a bracket, quote, comma, dot, colon or equals sign."""
    yield from (Edit(at, at + 1, "") for at, sign in enumerate(text) if sign in _SIGNS)


def sign_added(text: str, chance: random.Random) -> Iterator[Edit]:
    """Add such a sign beside another one."""
    yield from (
        Edit(at, at, chance.choice(_SIGNS)) for at, sign in enumerate(text) if sign in _SIGNS
    )


def line_joined(text: str, chance: random.Random) -> Iterator[Edit]:
    """Join a line with the next one."""
    yield from (Edit(found.start(), found.end(), " ") for found in re.finditer(r"\n *", text[:-1]))


def line_broken(text: str, chance: random.Random) -> Iterator[Edit]:
    """Break a line at a blank."""
    yield from (Edit(*found.span(), "\n") for found in re.finditer(r"(?<=\S) (?=\S)", text))


def escape_in_string(text: str, chance: random.Random) -> Iterator[Edit]:
    """Put an escape, the beginning of a template, or a raw quote into a string."""
    signs = ("\\q", "\\.", "${", "%{", "$${", "\\u12", '"', "${}", "${ 1 }", "\\n")
    yield from (
        Edit(found.start(), found.start(), chance.choice(signs))
        for found in re.finditer(r"(?<=\w)(?=\w*\"\n)", text)
    )


KINDS: Mapping[str, Edits] = {
    function.__name__.replace("_", " "): function
    for function in (
        argument_typo,
        argument_removed,
        argument_added,
        argument_doubled,
        value_of_other_type,
        block_removed,
        block_doubled,
        block_typo,
        block_as_argument,
        declaration_removed,
        declaration_doubled,
        declaration_renamed,
        keyword_typo,
        reference_typo,
        attribute_of_another,
        reference_exchanged,
        key_added_or_taken,
        module_inputs_exchanged,
        function_typo,
        function_argument,
        variable_type,
        variable_default,
        meta_argument,
        scoped_name,
        sign_dropped,
        sign_added,
        line_joined,
        line_broken,
        escape_in_string,
    )
}


def mutants(files: Files, count: int, chance: random.Random) -> list[Mutant]:
    """Return about `count` mutations of a tree, as many of each kind as there are places for it."""
    wanted = -(-count // len(KINDS))
    found = []
    for kind, edits in KINDS.items():
        places = [
            (path, edit) for path, text in sorted(files.items()) for edit in edits(text, chance)
        ]
        changes = [
            (path, edit)
            for path, edit in places
            if files[path][edit.start : edit.end] != edit.after
        ]
        for path, edit in chance.sample(changes, min(wanted, len(changes))):
            text = files[path]
            changed = text[: edit.start] + edit.after + text[edit.end :]
            line = text.count("\n", 0, edit.start) + 1
            found.append(Mutant(kind, path, changed, line, text[edit.start : edit.end], edit.after))
    return found
