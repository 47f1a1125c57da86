"""YAML text → plain nodes that know where they stand.

No scalar is interpreted: the field's type does that later. What is wrong with a text
is told in `explain`, which a sound spec never imports.
"""

from tfgen.source.nodes import Document, Entry, Fields, Items, Node, Scalar
from tfgen.source.reader import parse, read
from tfgen.source.unquoted import composed

__all__ = ["Document", "Entry", "Fields", "Items", "Node", "Scalar", "composed", "parse", "read"]
