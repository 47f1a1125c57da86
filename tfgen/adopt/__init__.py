"""Files of other tools → a draft of a spec, and a list of all that it does not carry over.

A converter reads what is `given`, writes a `Draft`, and says nothing of the rest: what it never
read is found by itself.
"""

from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given, read
from tfgen.adopt.wish import Wish

__all__ = ["Draft", "Given", "Wish", "read"]
