"""What went wrong, where, and what to do: the values that every stage raises. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: only an error stops the pipeline."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1, length is the number of characters marked."""

    file: str
    line: int = 1
    column: int = 1
    length: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is a key of CODES. `message` says what is wrong and why, in one line; `help` says what to do.
    `path` is the finding's path in the spec, such as ("network", "cidr"). `also` points at further places
    that belong to it, each with a few words ("first defined here"). `secret` keeps the source line from being shown.
    """

    code: str
    message: str
    location: Location | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    path: tuple[str | int, ...] = ()
    also: tuple[tuple[Location, str], ...] = ()
    secret: bool = False


class TfgenError(Exception):
    """All findings of a stage; the command line prints them and exits with `exit_code`."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted_by_place(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics))

    @property
    def exit_code(self) -> int:
        """The exit code of the gravest family among the errors."""
        return max((FAMILIES[family(d.code)] for d in self.diagnostics if d.severity is Severity.ERROR), default=1)


def family(code: str) -> str:
    """Return the letters of a code: RULE for RULE014."""
    return code.rstrip("0123456789")


def sorted_by_place(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, line and column; findings without a place come first."""
    nowhere = Location("", 0, 0)
    return tuple(sorted(diagnostics, key=lambda d: (d.location or nowhere, d.code, d.message)))


def closest(word: str, known: Sequence[str]) -> str:
    """Return "did you mean 'x'?" for the known word nearest to this one, or ""."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


# Families of codes by stage, each with the exit code that its errors lead to.
FAMILIES = {
    "YAML": 1,  # source: the text is not the YAML that we accept
    "SPEC": 1,  # spec: a section does not have its shape
    "RULE": 1,  # rules: sections do not fit together, or break a limit of AWS
    "SEC": 1,  # rules: a security finding, graded by security.profile
    "HCL": 4,  # verify: the rendered or given tree is not sound
    "WRITE": 3,  # write: refused, since something that is not ours would be lost
    "IO": 5,  # input or output failed
    "USAGE": 64,  # the command line is at fault
    "BUG": 70,  # tfgen itself is at fault
}

# Every code with its one-line meaning. Codes are never reused.
CODES: dict[str, str] = {
    # YAML: source
    "YAML001": "The file is not UTF-8.",
    "YAML002": "A control character, or an escape that is no character.",
    "YAML003": "The spec is too large.",
    "YAML004": "The spec is empty.",
    "YAML005": "The spec is not a mapping.",
    "YAML006": "The file holds a second document.",
    "YAML007": "The text is not YAML.",
    "YAML008": "A tab outside quotes, block texts and comments.",
    "YAML009": "A line stands where its indentation does not let it.",
    "YAML010": "A quote or bracket without its other half.",
    "YAML011": "A text that needs quotes.",
    "YAML012": "A key defined twice in one mapping.",
    "YAML013": "A key that is empty or not plain text.",
    "YAML014": "A merge key.",
    "YAML015": "A tag or directive.",
    "YAML016": "An alias without its anchor, or an anchor defined twice.",
    "YAML017": "Aliases that expand to too many values.",
    "YAML018": "Nesting that is too deep.",
    "YAML019": "A typographic quote or space where a plain one is meant.",
    "YAML020": "A line or key without its colon.",
    "YAML021": "A value that is read as a comment.",
    "YAML022": "An escape that YAML does not know.",
    # SPEC: spec
    "SPEC001": "A required key is missing.",
    "SPEC002": "A key that the language does not know.",
    "SPEC004": "A value of the wrong kind: mapping, list or single value.",
    "SPEC005": "An empty value where one is needed.",
    "SPEC006": "Not a plain integer.",
    "SPEC007": "Not true or false.",
    "SPEC008": "Not a duration with a unit.",
    "SPEC009": "Not an IPv4 block.",
    "SPEC010": "A string that has not its form.",
    "SPEC011": "Not one of the words that the field knows.",
    "SPEC012": "A number, length or count beyond its limit.",
    "SPEC014": "A list that gives a value twice.",
    "SPEC015": "A base spec that cannot be used.",
    # RULE: rules
    # SEC: security
    # HCL: verify
    "HCL001": "A file that is not HCL.",
    "HCL002": "A quoted string with an escape that Terraform does not know.",
    "HCL003": "Two arguments or blocks on one line.",
    "HCL004": "Braces of a block that are not laid out as HCL demands.",
    "HCL005": "An argument that is set twice.",
    "HCL006": "A resource, variable, output or other name that is declared twice.",
    "HCL007": "A block with the wrong labels.",
    "HCL008": "A block or argument that Terraform does not know at the top of a file.",
    "HCL009": "A variable with a name that Terraform keeps for itself.",
    "HCL010": "A block with count and for_each.",
    "HCL011": "A module call without source.",
    "HCL012": "A reference to what is not declared.",
    "HCL013": "A reference to an output that the module does not have.",
    "HCL014": "each, count or self where Terraform does not know them.",
    "HCL015": "A resource with count or for_each used without a key, or another one with a key.",
    "HCL016": "A module call of a folder that holds no module.",
    "HCL017": "A module call that does not give an input.",
    "HCL018": "A module call with an input that the module does not declare.",
    "HCL019": "A templatefile() of a file that does not exist.",
    "HCL020": "A template that uses a name that it is not given.",
    "HCL021": "A template that is given a name that it does not use.",
    "HCL022": "A file without tfgen's header.",
    "HCL023": "A module without main.tf, variables.tf or outputs.tf.",
    "HCL024": "A variable without type or description, or an output without description.",
    "HCL025": "Variables or outputs that are not in the order of their names.",
    "HCL026": "A variable, local value, data source or template that nothing uses.",
    "HCL027": "A tab, a carriage return, or a file that does not end with one newline.",
    "HCL028": "Module calls that are not those of the plan.",
    "HCL029": "Inputs of a module call that are not those of the plan.",
    "HCL030": "A value that is read back as another one than the plan asked for.",
    "HCL031": "A file that is not UTF-8.",
    "HCL032": "A version of python-hcl2 whose grammar tfgen cannot use.",
    # WRITE: write
    "WRITE020": "The file that `init` would write exists.",
    "WRITE001": "A generated file was edited by hand.",
    "WRITE002": "A file that tfgen did not write is in the way.",
    "WRITE003": "A generated file has git's conflict markers.",
    "WRITE004": "A symbolic link is in the way: links are not followed.",
    "WRITE005": "A folder is in the place of a file, or a file in that of a folder.",
    "WRITE006": "tfgen's own record of the files that it wrote cannot be read.",
    "WRITE007": "tfgen's own record lists a file that tfgen never writes.",
    "WRITE008": "The rendered tree has a path that tfgen never writes.",
    "WRITE009": "Another tfgen is writing into the same folder.",
    # IO
    "IO001": "A file that does not exist.",
    "IO002": "A path that is not a regular file.",
    "IO003": "A file that may not be read.",
    "IO004": "A file that cannot be read.",
    "IO020": "A file or folder of the tree cannot be read.",
    "IO021": "A file or folder of the tree may not be written by this user.",
    "IO022": "There is no space for a file of the tree.",
    "IO023": "The operating system refused to write a file of the tree.",
    "IO040": "The file of `init` cannot be written.",
    # BUG
    "BUG001": "A fault of tfgen itself.",
}
