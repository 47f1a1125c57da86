"""What the findings about templates of a user's own mean."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

_SANDBOX = "https://jinja.palletsprojects.com/en/stable/sandbox/"

CODES: tuple[Code, ...] = (
    Code(
        "USAGE075",
        "no-such-template",
        what="A file of one's own replaces no template of tfgen's, or a name is that of none.",
        why="It would have no effect, and a misspelt name would go unseen. What is no template "
        "of tfgen's may only be a further .tf file of one of its modules.",
        help="`tfgen templates` lists what there is; keep other files elsewhere.",
    ),
    Code(
        "USAGE076",
        "link-among-templates",
        what="A folder of templates has a symbolic link.",
        why="A link can be committed by anybody, and would put files of others into the tree.",
        help="Put the file or folder itself in its place.",
    ),
    Code(
        "USAGE077",
        "template-unreadable",
        what="A folder of templates, or a file in it, cannot be read as text.",
        why="It is not there or closed to this user, is no regular file, or is not UTF-8.",
        help="Give a folder that is there; save its files as UTF-8.",
    ),
    Code(
        "USAGE078",
        "two-templates-one-file",
        what="Two templates of a folder give one file: main.tf and main.tf.j2.",
        why="Both replace the same one of tfgen's, and one would be lost.",
        help="Keep the one with .j2 if it has tags, else the other.",
    ),
    Code(
        "USAGE079",
        "git-merges-nothing",
        what="`tfgen templates --rebase` cannot run git merge-file.",
        why="What tfgen has changed is merged into a copy by git, which knows both and where "
        "they came from.",
        help="Install git; the copies are as they were.",
        source="https://git-scm.com/docs/git-merge-file",
    ),
    Code(
        "HCL096",
        "template-fails",
        what="A template of one's own cannot be rendered.",
        why="Jinja does not understand it, it names what is not there, prints a value without a "
        "filter of tfgen's, or does what the sandbox forbids.",
        help="Correct the line. A file without .j2 at its end has no tags, and comes out as it is.",
        source=_SANDBOX,
    ),
    Code(
        "HCL097",
        "own-templates",
        what="Modules come out of templates of one's own.",
        why="They are parsed and held to Terraform's rules and the provider's schema. What tfgen's "
        "own are tested for beyond that, on an emulated AWS, nobody tested of these: that roles "
        "have the rights they need, that ports reach, that a change restarts what `diff` says.",
        help="Plan before you apply, and run `terraform test`.",
        severity=Severity.NOTE,
    ),
    Code(
        "HCL098",
        "template-outdated",
        what="What a template was copied from has changed in tfgen, or is there no more.",
        why="The copy lacks what tfgen mended or learnt since, and calls may pass it more. Beside "
        "files of another cut it declares things twice.",
        help="`tfgen templates --rebase` merges a change into the copy; review it.",
        severity=Severity.WARNING,
    ),
    Code(
        "HCL099",
        "template-of-unknown-version",
        what="It is not known from which text of tfgen's a template was copied.",
        why="Its original does not stand in .tfgen of the folder: that tfgen's own changed since "
        "cannot be told.",
        help="Copy with `tfgen templates`; --rebase takes it for a copy of this version's.",
        severity=Severity.NOTE,
    ),
    Code(
        "WRITE085",
        "copy-exists",
        what="A template that is to be copied stands in the folder already.",
        why="It may be edited, and nobody else has the edit.",
        help="Remove it to have a new copy; --rebase merges what is new into it.",
    ),
    Code(
        "WRITE086",
        "copy-not-writable",
        what="A copy of a template cannot be written.",
        why="Its folder belongs to somebody else, is full, or is no folder.",
        help="Give another folder: tfgen templates NAME -o DIR.",
    ),
)
