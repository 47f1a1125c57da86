"""What a parsed file is: bodies of arguments and blocks, expressions, and their references."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Scalar: TypeAlias = "bool | int | float | str | None"

# A condition chained a hundred times is a machine's, and Terraform takes any number of them.
_DEEPEST = 150


class Kind(StrEnum):
    """What an expression is at its top."""

    LITERAL = "literal"
    LIST = "list"
    OBJECT = "object"
    TEMPLATE = "template"
    REFERENCE = "reference"
    CALL = "call"
    OTHER = "other"


class Place(NamedTuple):
    """A line and column, counted from 1."""

    line: int
    column: int


class SyntaxFault(Exception):
    """The text is not HCL; the message says why, without the place."""

    def __init__(self, place: Place, message: str, help_: str = "", code: str = "HCL001") -> None:
        super().__init__(message)
        self.place = place
        self.help = help_
        self.code = code


class Index(NamedTuple):
    """A step in brackets: `["a"]` has a key, `[*]` and `.*` are splats, `[var.x]` is neither."""

    key: Scalar = None
    splat: bool = False


class Reference(NamedTuple):
    """A traversal such as `module.vpc.subnets["a"].id`: its first name, then names and indexes."""

    root: str
    steps: tuple[str | Index, ...]
    line: int
    column: int

    @property
    def names(self) -> tuple[str, ...]:
        """Return the root and the names that follow it at once, up to the first index."""
        names = [self.root]
        for step in self.steps:
            if not isinstance(step, str):
                break
            names.append(step)
        return tuple(names)


class Expression(NamedTuple):
    """An expression.

    `value` is a literal's Python value (text in NFC; of a heredoc without its indentation).
    `name` is the function of a call, and of OTHER the operator: `+`, `!`, `?`, `for []`, `for {}`,
    `()`, `.name`, `[]`, `...`, and in a template `if` and `for`.
    `children` are the items of a list, key and value by turns of an object, the arguments of a
    call, the parts of a template, the operands, and of a reference the computed indexes.
    `references` are all of them inside, at any depth, but not the names that a `for` binds. Of a
    REFERENCE the first is the expression itself.
    `depth` counts the levels below; of what is deeper than anybody writes, the names alone are
    known, as OTHER `…`: all that walks through expressions calls itself for each level.
    `bound` are the names that a `for` binds, and `...` after them where it gathers values by key.
    """

    kind: Kind
    line: int
    column: int
    value: Scalar = None
    name: str = ""
    children: tuple[Expression, ...] = ()
    references: tuple[Reference, ...] = ()
    depth: int = 0
    bound: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[tuple[Expression, Expression], ...]:
        """Return the keys and values of an object; a bare name as a key is a literal text."""
        if self.kind is not Kind.OBJECT:
            return ()
        return tuple(zip(self.children[::2], self.children[1::2], strict=True))

    def item(self, name: str) -> Expression | None:
        """Return what an object has under a key that is written out; None if that is nothing."""
        return next((value for key, value in self.items if key.value == name), None)

    def text(self) -> str | None:
        """Return the text that is written out, also in a template of literals."""
        if self.kind is Kind.TEMPLATE and all(part.kind is Kind.LITERAL for part in self.children):
            return "".join(str(part.value) for part in self.children)
        if isinstance(self.value, str):
            return self.value
        return None

    def walk(self) -> Iterator[Expression]:
        """Yield this expression and all below it."""
        pending = [self]
        while pending:
            expression = pending.pop()
            yield expression
            pending.extend(reversed(expression.children))


class Label(NamedTuple):
    """A label of a block: `value` is None where it is a template, which Terraform refuses."""

    value: str | None
    line: int
    column: int


class Attribute(NamedTuple):
    """An argument: `name = value`; line and column are those of the name."""

    name: str
    value: Expression
    line: int
    column: int


class Body(NamedTuple):
    """The arguments and blocks between braces, or of a file, in order, doubles too.

    `crowded` are the places where an argument or block does not begin on a line of its own.
    """

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    crowded: tuple[Place, ...] = ()

    def value(self, name: str) -> Expression | None:
        """Return what an argument is set to, None if it is not set."""
        return next((a.value for a in self.attributes if a.name == name), None)

    def of_type(self, type_: str) -> Iterator[Block]:
        """Yield the blocks of a type, in order."""
        return (block for block in self.blocks if block.type == type_)

    def walk(self) -> Iterator[Body]:
        """Yield this body and all bodies inside it."""
        yield self
        for block in self.blocks:
            yield from block.body.walk()

    def expressions(self) -> Iterator[Expression]:
        """Yield all expressions in this body and inside of it, with those that they are made of."""
        for body in self.walk():
            for argument in body.attributes:
                yield from argument.value.walk()


class Block(NamedTuple):
    """A block with its labels; `misplaced` is where a brace breaks the layout that HCL demands."""

    type: str
    labels: tuple[Label, ...]
    body: Body
    line: int
    column: int
    misplaced: Place | None = None

    @property
    def name(self) -> str:
        """Return the last label, "" if there is none."""
        if not self.labels:
            return ""
        return self.labels[-1].value or ""


def canonical(expression: Expression) -> tuple[object, ...]:
    """Return what an expression means: equal for two that differ in layout alone."""
    steps: tuple[object, ...] = ()
    if expression.kind is Kind.REFERENCE:
        own = expression.references[0]
        steps = (own.root, own.steps)
    return (
        expression.kind,
        # The type too, since in Python True == 1.
        (type(expression.value).__name__, expression.value),
        expression.name,
        steps,
        tuple(canonical(child) for child in expression.children),
    )


def literal(value: Scalar, place: Place) -> Expression:
    """Return a literal that stands at a place."""
    return Expression(Kind.LITERAL, place.line, place.column, value)


def compound(kind: Kind, name: str, place: Place, children: tuple[Expression, ...]) -> Expression:
    """Return an expression made of others, with all their references."""
    references = tuple(reference for child in children for reference in child.references)
    depth = 1 + max((child.depth for child in children), default=0)
    if depth > _DEEPEST:
        return Expression(Kind.OTHER, place.line, place.column, name="…", references=references)
    return Expression(kind, place.line, place.column, None, name, children, references, depth)


def loop(
    name: str, place: Place, bound: tuple[str, ...], children: tuple[Expression, ...]
) -> Expression:
    """Return a `for` over the first child; in the others its own names are no references."""
    source, *inside = children
    free = tuple(r for child in inside for r in child.references if r.root not in bound)
    whole = compound(Kind.OTHER, name, place, children)
    return whole._replace(references=(*source.references, *free), bound=bound)


def is_text(value: Expression) -> bool:
    """Return whether a value is a text that is written out."""
    return value.kind is Kind.LITERAL and isinstance(value.value, str)


def is_null(value: Expression) -> bool:
    """Return whether a value is null, written out."""
    return value.kind is Kind.LITERAL and value.value is None
