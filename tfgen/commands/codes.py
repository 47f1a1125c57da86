"""All codes with their documentation, as the stages declare them; and those of the commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.diagnostics import FAMILIES, Code, family
from tfgen.frozen import frozen

CODES = (
    Code(
        "USAGE001",
        "spec-without-a-folder",
        what="The name of a spec gives no folder below OUT.",
        why="A tree is rendered into OUT/<name of the spec>: . or .. would be OUT or beside it.",
        help="Give the spec another name.",
    ),
    Code(
        "USAGE002",
        "two-specs-one-folder",
        what="Two specs give one folder, or one spec is given twice.",
        why="Both trees would be rendered into one folder, and the second would delete the first.",
        help="Give one another name, or render them into two folders: tfgen render -o OUT.",
    ),
    Code(
        "USAGE003",
        "no-such-code",
        what="`explain` is asked for a code, a path or a word that does not exist.",
        why="It knows the codes that findings print and their names, the paths of the language "
        "and of a spec, the lines of a tree, and words of AWS.",
        help="Look for a code in the list that `tfgen explain` prints, for a key in that of its "
        "section: tfgen explain services.web.",
    ),
    Code(
        "USAGE004",
        "tree-of-unknown-spec",
        what="A tree has the name of several specs, and does not say of which it is.",
        why=(
            "Specs of one name get folders of their own, but a tree that stands keeps its place. "
            "This one is of a tfgen that did not write down whose it is."
        ),
        help="Render the spec that it is of alone once: from then on the tree says it.",
    ),
    Code(
        "USAGE010",
        "no-such-ref",
        what="`diff` is given a git ref that has no such spec.",
        why="The former spec is read from the repository that the new one stands in.",
        help="Name a branch, a tag or a commit that has the spec: tfgen diff git:main SPEC.",
        source="https://git-scm.com/docs/gitrevisions",
    ),
    Code(
        "USAGE011",
        "no-tree-to-compare",
        what="`diff` is given a folder without Terraform.",
        why="An empty folder would make everything look new.",
        help="Give the folder of a tree; to see what is new, leave it out.",
    ),
    Code(
        "USAGE020",
        "init-of-no-valid-spec",
        what="What `init` is given makes no valid spec.",
        why="A region that does not exist, or a name that AWS refuses, would be found later.",
        help="Give another --environment, --region or --instance-type.",
    ),
    Code(
        "USAGE030",
        "no-tree-to-upgrade",
        what="`upgrade` is given a spec of which no tree stands.",
        why="What a version changes shows beside the tree that a former one wrote.",
        help="Name the folder of the trees with -o; `tfgen render` writes the first tree.",
    ),
    Code(
        "USAGE040",
        "several-pictures-one-file",
        what="`graph` is to write several pictures into one file.",
        why="Each spec gives a picture, and `--view service` one for each service.",
        help="Give a folder: tfgen graph SPEC… -o FOLDER.",
    ),
    Code(
        "USAGE041",
        "no-such-service",
        what="`graph` is asked for a service that the spec does not have.",
        why="Services are known by their keys under `services`.",
        help="Give the key of one of them: tfgen graph SPEC --service KEY.",
    ),
    Code(
        "USAGE042",
        "pictures-of-two-clusters",
        what="`graph --view platform` is given specs of several clusters.",
        why="One picture shows one cluster: its platform, and applications that run on it.",
        help="Leave out what is of another cluster, or leave out --view platform.",
    ),
    Code(
        "USAGE043",
        "picture-cannot-be-written",
        what="The file of a picture cannot be written.",
        why="Its folder belongs to somebody else, the disk is full, or it is no file.",
        help="Give another path: tfgen graph SPEC -o FILE.",
    ),
    Code(
        "USAGE050",
        "no-language-server",
        what="`tfgen lsp` lacks the library that speaks with editors.",
        why="Who renders specs has no need of it: it comes with an extra.",
        help="Install it with: pip install 'tfgen[lsp]'.",
        source="https://pygls.readthedocs.io/en/latest/",
    ),
    Code(
        "WRITE020",
        "spec-exists",
        what="The file that `init` or `import` would write exists.",
        why="It may be a spec that somebody works with.",
        help="Give another path: tfgen init PATH, tfgen import … -o PATH.",
    ),
    Code(
        "WRITE030",
        "value-not-plain",
        what="A value of a spec that cannot be edited where it stands.",
        why="`ami update` replaces plain text only; a value in escapes is not found again.",
        help="Write the value on one line, without escapes, and run the command again.",
    ),
    Code(
        "WRITE031",
        "one-pin-two-images",
        what="One line that pins images which must differ.",
        why="Groups share it, by an anchor or by defaults, and AWS recommends them other images.",
        help="Pin the image in each group.",
    ),
    Code(
        "IO040",
        "init-cannot-write",
        what="The file of `init` cannot be written, or that of `import` cannot be read or written.",
        why="The folder does not exist, or belongs to somebody else.",
        help="Give a path in a folder that exists and is yours.",
    ),
    Code(
        "IO060",
        "boto3-missing",
        what="boto3, the optional library that asks AWS, is not installed.",
        why="`tfgen ami` and `tfgen import aws` alone need it: it is no dependency of the rest.",
        help="Install it: pip install 'tfgen[aws]'.",
    ),
    Code(
        "IO061",
        "aws-did-not-answer",
        what="AWS did not answer.",
        why="There are no valid credentials, a right is missing, or there is no way to AWS.",
        help="Log in, allow ssm:GetParameters, and check region and network.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html",
    ),
    Code(
        "IO062",
        "spec-cannot-be-written",
        what="A spec that cannot be written.",
        why="`ami update` replaces the file in one step and needs its folder for that.",
        help="Make the file and its folder writable for this user.",
    ),
    Code(
        "IO070",
        "output-full",
        what="Standard output takes no more.",
        why="The disk behind it is full, or the device refused.",
        help="Make room where it leads, and run the command again.",
    ),
    Code(
        "BUG001",
        "fault-of-tfgen",
        what="A fault of tfgen itself.",
        why="Something that its authors did not expect; what was not verified is not written.",
        help="Report it with the spec; TFGEN_DEBUG=1 shows where it happened.",
    ),
)


@frozen
class Documented:
    """A code, and the sections of the spec that its rule reads; none where no rule finds it."""

    code: Code
    sections: tuple[str, ...] = ()


def documented() -> Mapping[str, Documented]:
    """Return every code that tfgen knows, in order of family and number."""
    known: dict[str, Documented] = {}
    for code, sections in _declared():
        before = known.get(code.code, Documented(code))
        both = dict.fromkeys((*before.sections, *sections))
        known[code.code] = Documented(code, tuple(both))
    return dict(sorted(known.items(), key=_by_family))


def _by_family(item: tuple[str, Documented]) -> tuple[int, str]:
    return list(FAMILIES).index(family(item[0])), item[0]


def _declared() -> Iterator[tuple[Code, tuple[str, ...]]]:
    """Yield what each stage declares; several rules may find the same."""
    from tfgen import changes, rules
    from tfgen.adopt import codes as of_adopt
    from tfgen.language import codes as of_language
    from tfgen.source import codes as of_source
    from tfgen.verify import codes as of_verify
    from tfgen.write import codes as of_write

    for stage in (of_source, of_language, rules, of_adopt, of_verify, changes, of_write):
        yield from ((code, ()) for code in stage.CODES)
    for rule in rules.RULES:
        yield from ((code, rule.sections) for code in rule.codes)
    yield from ((code, ()) for code in CODES)
