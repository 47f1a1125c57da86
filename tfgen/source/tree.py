"""From events to nodes, without recursion; what is wrong is noticed here and told in `explain`."""

from __future__ import annotations

import re

import yaml

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.source import limits, unquoted
from tfgen.source.events import span
from tfgen.source.nodes import Entry, Fields, Items, Node, Scalar
from tfgen.source.text import Text
from tfgen.source.tokens import BLOCK_STYLES, Anchor, Key, Open, Token
from tfgen.source.unquoted import composed

# Possessive: a text of hashes must not be tried in every way.
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s|#[^\r\n]*)*+)++")
_COLON = re.compile(r"(?:\s|#[^\r\n]*)*+:")
_COMMENT_AT_ONCE = re.compile(r"[ \t]+(#[^\s#][^\r\n]*)")
_TAB_IN_BLOCK = re.compile(r"[|>][^\s#]* *\t|[|>][+-]? *(?:#[^\r\n]*)?(?:(?:\r\n|\r|\n) *+)++\t")


class Tree:
    """Builds nodes from events, and collects what is wrong.

    Explanations are imported where the first fault needs them: most specs have none.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self.problems: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.root: Node | None = None
        self.last = Token(0, 0, "")
        self.protected: list[Token] = []  # quoted and block texts, kept when the text holds tabs
        self._stack: list[Open] = []
        self._anchors: dict[str, Anchor] = {}
        self._keep_tokens = "\t" in text.text
        self._nodes = self._aliased = self._documents = 0

    @property
    def bracket(self) -> int | None:
        """The offset of the innermost [ or { that is open, with nothing open inside it."""
        if self._stack and self._stack[-1].flow:
            return self._stack[-1].start
        return None

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the stream."""
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(*span(event), event.anchor or "")
            case yaml.CollectionStartEvent():
                self._open(event)
            case yaml.CollectionEndEvent():
                self._close(span(event)[1])
            case yaml.DocumentStartEvent():
                self._document(span(event)[0])

    def _document(self, start: int) -> None:
        self._documents += 1
        if self._documents > 1:
            from tfgen.source.explain import whole

            raise TfgenError([*self.problems, whole.second(self.text, start)])

    def _count(self, start: int) -> None:
        self._nodes += 1
        if self._nodes > limits.MAX_NODES:
            from tfgen.source.explain import size

            raise TfgenError([*self.problems, size.too_many_values(self.text, start)])
        if len(self.problems) >= limits.MAX_PROBLEMS:
            raise TfgenError(self.problems)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        token = self.last = self._token(event)
        self._count(token.start)
        if self._keep_tokens and token.style:
            self._protect(token)
        top = self._top()
        is_key = top is not None and top.wants_key
        if unquoted.may_mislead(event.value):
            from tfgen.source.explain import characters

            self.problems += characters.misleading(self.text, event.value, token, is_key)
        if composed(event.value) != event.value:
            from tfgen.source.explain import characters

            self.warnings.append(characters.decomposed(self.text, event.value, token))
        if top and top.flow and unquoted.is_broken(self.text.text, event.value, token):
            from tfgen.source.explain import brackets

            self.problems.append(brackets.broken_text(self.text, token))
        if top and is_key:
            self._key(event, token, top)
        else:
            self._value(event, token, top)

    def _top(self) -> Open | None:
        if self._stack:
            return self._stack[-1]
        return None

    def _protect(self, token: Token) -> None:
        self.protected.append(token)
        if token.style not in BLOCK_STYLES:
            return
        if tab := _TAB_IN_BLOCK.match(self.text.text, token.start, token.end):
            from tfgen.source.explain import characters

            self.problems.append(characters.tab(self.text, tab.end() - 1))

    def _token(self, event: yaml.ScalarEvent) -> Token:
        start = self._after_properties(event)
        end = span(event)[1]
        style = event.style or ""
        # A value that was left out is marked at its anchor: it stands behind it.
        if not style and not event.value:
            start = end
        return Token(start, end, style)

    def _after_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> int:
        """Return where a node starts behind its anchor and tag, and refuse the tag."""
        start = span(event)[0]
        if event.anchor is None and event.tag is None:
            return start
        if event.tag is not None:
            from tfgen.source.explain import unsupported

            tag = self.text.text.index("!", start)
            self.problems.append(unsupported.tag(self.text, tag))
        if properties := _PROPERTIES.match(self.text.text, start):
            return properties.end()
        return start

    def _key(self, event: yaml.ScalarEvent, token: Token, top: Open) -> None:
        at = self._token_at(token)
        # Two keys that differ before Terraform composes them would be one for it.
        name = self._key_name(composed(event.value), token, top.entries or {})
        top.key = Key(name, at, token.start, token.end)
        if event.anchor:
            self._name(event.anchor, Scalar(event.value, not token.style, at), 1, token.start)

    def _value(self, event: yaml.ScalarEvent, token: Token, top: Open | None) -> None:
        if not (event.value or token.style or event.anchor or event.tag):
            token = self._left_out(token, top)
        node = Scalar(event.value, not token.style, self._token_at(token))
        self._name(event.anchor, node, 1, token.start)
        self._add(node, 1)

    def _token_at(self, token: Token) -> Location:
        # Of a block text the | or > alone is marked: its end is lines away.
        if token.style in BLOCK_STYLES:
            return self.text.at(token.start)
        return self.text.at(token.start, token.end)

    def _left_out(self, token: Token, top: Open | None) -> Token:
        """Return the place of a value that was left out, and say what may have been meant."""
        place = token.end
        if top and top.key:
            place = self._behind_key(top, top.key)
        if comment := _COMMENT_AT_ONCE.match(self.text.text, place):
            from tfgen.source.explain import missing

            self.warnings.append(missing.commented(self.text, *comment.span(1)))
        return Token(place, place, "")

    def _behind_key(self, top: Open, key: Key) -> int:
        if colon := _COLON.match(self.text.text, key.end):
            return colon.end()
        # The tail of a text that a comma cut, such as cron(…), is reported at its head.
        name = key.name or ""
        if top.flow and name and name.count(")") <= name.count("("):
            from tfgen.source.explain import colons

            self.problems.append(colons.missing_in_braces(self.text, name, key.start, key.end))
        return key.end

    def _key_name(self, name: str, token: Token, entries: dict[str, Entry]) -> str | None:
        """Return the key, or None after saying why it is refused."""
        is_merge = name == "<<" and not token.style
        if name and name not in entries and token.style not in BLOCK_STYLES and not is_merge:
            return name
        from tfgen.source.explain import keys

        self.problems.append(keys.refused(self.text, name, token, entries))
        return None

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        start = self._after_properties(event)
        self._count(start)
        if len(self._stack) == limits.MAX_DEPTH:
            from tfgen.source.explain import size

            raise TfgenError([*self.problems, size.too_deep(self.text, start)])
        opened = Open(start, bool(event.flow_style), event.anchor, None)
        if isinstance(event, yaml.MappingStartEvent):
            opened.entries = {}
        if self._stack and self._stack[-1].wants_key:
            self._refuse_complex_key(start)
            opened.problems = len(self.problems)
        self._stack.append(opened)
        self._name(event.anchor, None, 0, start)

    def _refuse_complex_key(self, start: int) -> None:
        from tfgen.source.explain import keys

        self.problems.append(keys.complex_key(self.text, start))

    def _close(self, end: int) -> None:
        closed = self._stack.pop()
        node = self._collection(closed, end)
        self._name(closed.anchor, node, closed.size, closed.start)
        if closed.problems is None:
            self._add(node, closed.size)
        else:
            # What is wrong inside a key that is refused as a whole helps nobody.
            del self.problems[closed.problems :]
            self._stack[-1].key = Key(None, node.at, closed.start, end)

    def _collection(self, closed: Open, end: int) -> Node:
        # A block has no end of its own: the parser finds it where the next line is indented less.
        if not closed.flow:
            end = 0
        at = self.text.at(closed.start, end)
        if closed.entries is None:
            return Items(tuple(closed.items), at)
        first = next(iter(closed.entries.values()), None)
        if first and not closed.flow and first.key_at == at:
            at = first.key_at  # compared without its length: the whole key is marked
        return Fields(closed.entries, at)

    def _add(self, node: Node, size: int) -> None:
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        top.size += size
        if top.entries is None:
            top.items.append(node)
        elif top.key and top.key.name is not None:
            top.entries[top.key.name] = Entry(top.key.at, node)
        top.key = None

    def _name(self, anchor: str | None, node: Node | None, size: int, start: int) -> None:
        if anchor is None:
            return
        known = self._anchors.get(anchor)
        if known and (node is None or known.node is not None):
            from tfgen.source.explain import aliases

            self.problems.append(aliases.defined_twice(self.text, anchor, known.at, start))
        # Nested aliases double a size so often that the number alone would fill the memory:
        # it is cut at the limit.
        size = min(size, limits.MAX_ALIASED_NODES + 1)
        self._anchors[anchor] = Anchor(self.text.at(start), node, size)

    def _alias(self, start: int, end: int, name: str) -> None:
        self._count(start)
        if self._stack and self._stack[-1].wants_key:
            self._refuse_complex_key(start)
            self._stack[-1].key = Key(None, self.text.at(start, end), start, end)
            return
        anchor = self._anchors.get(name)
        if anchor and anchor.node:
            self._expand(anchor.size, start, end)
            self._add(anchor.node, anchor.size)
            return
        from tfgen.source.explain import aliases

        self.problems.append(aliases.without_anchor(self, start, end, inside=anchor is not None))
        self._add(Scalar("", True, self.text.at(start, end)), 1)

    def _expand(self, size: int, start: int, end: int) -> None:
        before, self._aliased = self._aliased, self._aliased + size
        # Told once, at the alias that is too much.
        if before <= limits.MAX_ALIASED_NODES < self._aliased:
            from tfgen.source.explain import aliases

            self.problems.append(aliases.too_many(self.text, start, end))
