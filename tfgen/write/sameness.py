"""Whether a file says what another text says: layout, line ends and final newlines are no edit.

Git checks trees out with CRLF where it is told to, editors add and drop final newlines, and
`terraform fmt` moves blanks. None of it changes what Terraform reads.
"""

from __future__ import annotations

from tfgen.layout import layout
from tfgen.write.manifest import digest
from tfgen.write.place import ATTRIBUTES, MANIFEST, WHOSE

# What Terraform lays out: https://developer.hashicorp.com/terraform/cli/commands/fmt
_TERRAFORM = (".tf", ".tftest.hcl")
# Of what else stands in a tree, machines run the bytes as they are: a script with CRLF fails.
_READ = (*_TERRAFORM, ".md", ".yml", ATTRIBUTES, MANIFEST, WHOSE)


def says_the_same(path: str, data: bytes, text: str) -> bool:
    """Say whether a file on disk may stay as it is, where this text would be written."""
    if data == text.encode():
        return True
    if not path.endswith(_READ):
        return False
    return digest(data) == digest(text.encode()) or digest(_laid(path, data)) == digest(
        _laid(path, text.encode())
    )


def digests(path: str, data: bytes) -> set[str]:
    """Return the hashes by which a manifest may know a file: as it is, and laid out."""
    return {digest(data), digest(_laid(path, data))}


def _laid(path: str, data: bytes) -> bytes:
    if not path.endswith(_TERRAFORM):
        return data
    # What is no UTF-8 is no Terraform either, and stays what it is.
    text = data.decode(errors="surrogateescape").replace("\r\n", "\n")
    return layout(text).encode(errors="surrogateescape")
