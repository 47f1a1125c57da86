"""What whoever imports says beside the file."""

from __future__ import annotations

from tfgen.frozen import frozen


@frozen
class Wish:
    """What the file of another tool does not say; "" where nothing is said.

    With a `platform`, the path of its spec, the draft is an `application` on it; else it is a whole
    cluster.
    """

    environment: str = ""
    region: str = ""
    application: str = ""
    platform: str = ""
