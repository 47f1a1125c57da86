"""`variables`: what Terraform is given when it applies."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.scalars import Bool, Text, Words, matching
from tfgen.language.section import Section

# What a module call takes for itself names no variable.
# https://developer.hashicorp.com/terraform/language/block/variable
_TAKEN = "source|version|providers?|count|for_each|lifecycle|depends_on|locals"
VariableName = Annotated[
    str,
    matching(
        rf"(?!(?:{_TAKEN})$)[a-z][a-z0-9_]{{0,62}}",
        "the name of a variable of Terraform",
        "use lower-case letters, digits and _, a letter first, and no word of Terraform's own",
    ),
]


class Variable(Section):
    """A variable of the tree's root, which has no default: `terraform apply -var`, or a file."""

    description: Text = Field(
        min_length=1, description="What it is, as Terraform asks for it: Domain of the shop."
    )
    type: Annotated[Literal["string", "number", "bool", "list(string)", "map(string)"], Words()] = (
        Field("string", description="Its type in Terraform.")
    )
    sensitive: Bool = Field(
        False,
        description="Whether Terraform shows it nowhere; then a .tf file of your own may use it "
        "and this spec may not.",
    )
