"""Names in AWS: each is composed once, and carries what AWS demands of it."""

from __future__ import annotations

from tfgen.aws_limits import NameRule

# What Terraform appends to a name_prefix:
# https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go
_SUFFIX = "0" * 26


class Name(str):
    """A name in AWS: what it names, and the limit that it must keep; a prefix without its end."""

    what: str
    limit: NameRule
    is_prefix: bool

    def __new__(cls, text: str, what: str, limit: NameRule, *, is_prefix: bool = False) -> Name:
        """Make a name; `what` is the thing in AWS, with its key where there may be several."""
        made = super().__new__(cls, text)
        made.what, made.limit, made.is_prefix = what, limit, is_prefix
        return made

    @property
    def accepted(self) -> bool:
        """Whether AWS takes it."""
        return self.limit.accepts(self + _SUFFIX if self.is_prefix else str(self))


Names = tuple[Name, ...]
