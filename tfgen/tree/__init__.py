"""The values between the stages: frozen, without logic."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.diagnostics import Diagnostic
from tfgen.frozen import frozen
from tfgen.hcl import Ref, Value
from tfgen.tree.inventory import Inventory
from tfgen.tree.overlay import Overlay
from tfgen.tree.readme import (
    AcceptedFinding,
    Folded,
    LeftAlone,
    Offered,
    Reached,
    Readme,
    Replaced,
)

__all__ = [
    "VARIANTS",
    "AcceptedFinding",
    "Argument",
    "Assertion",
    "Backend",
    "Folded",
    "Identity",
    "Inventory",
    "LeftAlone",
    "Local",
    "Mock",
    "ModulePlan",
    "Moved",
    "Offered",
    "Output",
    "Overlay",
    "Plan",
    "Promise",
    "PromisedSection",
    "Reached",
    "Readme",
    "RenderedFile",
    "Replaced",
    "Root",
    "TopicFile",
    "Variable",
    "VerifiedTree",
]

# Where Terraform wants a literal: what to ignore, another resource, blocks of a newer provider.
VARIANTS = (
    *("authenticating", "external", "kept", "rewriting", "scaled", "scheduled", "shared"),
    "shifting",
)


@frozen
class Output:
    """An output of the root."""

    name: str
    description: str
    value: Value


@frozen
class Variable:
    """A variable of the root: what Terraform is given when it applies."""

    name: str
    type: str
    description: str
    sensitive: bool


@frozen
class Argument:
    """An argument of a block of the root."""

    name: str
    value: Value


@frozen
class Backend:
    """Where the root keeps its state: a backend of some type, or a workspace `in_cloud`."""

    type: str
    arguments: tuple[Argument, ...]
    in_cloud: bool = False
    workspaces: tuple[Argument, ...] = ()


@frozen
class Promise:
    """What the spec promises of a module: an output that shows it in a plan, and its value.

    The output reads a resource and not a variable. `key` is the path in the spec, `text` says it in
    prose.
    """

    output: str  # with a dot where it is an object: settings.desired_count
    value: Value
    key: str
    text: str


@frozen
class ModulePlan:
    """One `module` call of the root.

    `call` is the label of the call (`service_web_routes`), `module` the folder below
    `templates/modules/`, `file` the root's file that it stands in, without `.tf`. `inputs` is what
    the root passes: what the module's own defaults do not say; None is passed to no module.
    `variant` names what Terraform wants as a literal, and the folder ends with it.
    `provider_features` are what the module needs of a newer AWS provider.
    """

    call: str
    module: str
    file: str
    inputs: Mapping[str, Value]
    variant: tuple[str, ...] = ()
    provider_features: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def folder(self) -> str:
        """The folder below `modules/`: one name, one text, in all trees."""
        return "_".join((self.module, *self.variant))

    @property
    def source(self) -> str:
        """The `source` of the call."""
        return f"./modules/{self.folder}"

    @property
    def given(self) -> dict[str, Value]:
        """The inputs that are passed."""
        # A null is not the variable's default: it takes the place of it.
        return {name: value for name, value in self.inputs.items() if value is not None}


@frozen
class Local:
    """A local value of the root: the file that it stands in, and what a comment says of it.

    There is no comment where the name says all.
    """

    name: str
    value: Value
    comment: str = ""
    file: str = "main"


@frozen
class TopicFile:
    """A file of the root: the calls of one topic, in their order, and what others use of them."""

    name: str
    modules: tuple[ModulePlan, ...]
    locals: tuple[Local, ...] = ()

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders below `modules/` that its calls name."""
        return tuple(dict.fromkeys(call.folder for call in self.modules))


@frozen
class Moved:
    """A former address and the one that took its place.

    Terraform keeps the thing and changes the state only.
    """

    former: Ref
    present: Ref


@frozen
class Mock:
    """What a data source gives in `terraform test`.

    There is one where the provider checks the form of a value that is made of it.
    """

    type: str
    values: Mapping[str, str]


@frozen
class Assertion:
    """What a run of `terraform test` compares, and what it says where the two differ."""

    actual: Value
    expected: Value
    message: str


@frozen
class PromisedSection:
    """What `terraform test` asserts for one section of the spec."""

    name: str
    assertions: tuple[Assertion, ...]


@frozen
class Root:
    """What the root's templates see beside the calls."""

    spec_name: str
    cluster_name: str
    reads_account: bool
    terraform_version: str
    provider_version: str
    provider: tuple[Argument, ...]
    default_tags: Mapping[str, str]
    # Without any the state is a local file.
    backend: Backend | None
    moved: tuple[Moved, ...]
    # Addresses of what Terraform forgets, and AWS keeps.
    removed: tuple[Ref, ...]
    variables: tuple[Variable, ...]
    outputs: tuple[Output, ...]
    mocks: tuple[Mock, ...]
    promised: tuple[PromisedSection, ...]
    offered: tuple[Offered, ...]
    readme: Readme
    folded: Folded
    inventory: Inventory


@frozen
class Plan:
    """A whole tree, decided: the calls by the file that they stand in, and the rest of the root."""

    root: Root
    files: tuple[TopicFile, ...]

    @property
    def modules(self) -> tuple[ModulePlan, ...]:
        """All calls, in the order of their files."""
        return tuple(call for file in self.files for call in file.modules)


@frozen
class RenderedFile:
    """A file of the tree: POSIX path from the tree's root, and its text (LF, final newline).

    `template` is the path of the template of a user's own that it came out of, "" of tfgen's.
    """

    path: str
    text: str
    template: str = ""


@frozen
class Identity:
    """Whose a tree is: no two clusters have all of it in common.

    A spec need not say its account: "". A tree of a whole cluster is of no application: "".
    """

    cluster: str
    region: str
    account: str = ""
    application: str = ""


@frozen
class VerifiedTree:
    """Files that `verify` has proved, the only thing that `write` takes, and its warnings.

    `identity` is None, and `spec`, the path of the spec, "", where the files are not those of one.
    `templates` is the folder of a user's own that some came from, "" where none is wished, and None
    where nobody said.
    """

    files: tuple[RenderedFile, ...]
    warnings: tuple[Diagnostic, ...] = ()
    identity: Identity | None = None
    spec: str = ""
    templates: str | None = None
