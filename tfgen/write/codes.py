"""What the findings of this stage mean, and of others that find a file on disk in their way."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

_OVERRIDES = "https://developer.hashicorp.com/terraform/language/files/override"
_ATTRIBUTES = "https://git-scm.com/docs/gitattributes"
_NAMES = "https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file"

CODES: tuple[Code, ...] = (
    Code(
        "WRITE001",
        "edited-by-hand",
        what="A generated file was edited by hand.",
        why="To render would overwrite or delete the edit, and nobody else has it.",
        help="Move the edit into the spec or a *_override.tf file; --force overwrites it.",
        source=_OVERRIDES,
    ),
    Code(
        "WRITE002",
        "foreign-file",
        what="A file that tfgen did not write is in the way.",
        why="The manifest does not list it, so it may be somebody's own work.",
        help="Move it away; --adopt has tfgen overwrite it and keep it from then on.",
    ),
    Code(
        "WRITE003",
        "unresolved-merge",
        what="A generated file has git's conflict markers between texts that nobody rendered.",
        why="The manifest does not know both sides: what was edited by hand would be lost.",
        help="Move the edit into the spec, then render with --force: the file is made anew.",
    ),
    Code(
        "WRITE004",
        "symbolic-link",
        what="A symbolic link is in the way, or leads out of the tree: it is not followed.",
        why="A link can be committed by anybody, and would lead tfgen to files of others.",
        help="Remove the link, or put what it leads to in its place.",
    ),
    Code(
        "WRITE005",
        "not-that-kind-of-file",
        what="A folder is in the place of a file, or a file in that of a folder.",
        why="tfgen replaces its own files alone: what stands there is not one of them.",
        help="Move it away, then render again.",
    ),
    Code(
        "WRITE006",
        "unreadable-record",
        what="tfgen's own record of the files that it wrote cannot be read.",
        why="Without it an edit by hand cannot be told from a text of tfgen's.",
        help="Restore it from git; --adopt goes on without what it said.",
    ),
    Code(
        "WRITE007",
        "record-lists-foreign-path",
        what="tfgen's own record lists a file that tfgen never writes.",
        why="A record is committed and may be changed by anybody: it must not lead to deletions.",
        help="Restore .tfgen/manifest from git; --adopt drops these entries.",
    ),
    Code(
        "WRITE008",
        "path-never-written",
        what="The rendered tree has a path that tfgen never writes.",
        why="It leaves the folder, is git's, Terraform's or the user's, or no name on Windows.",
        help="Give the part of the spec another key; without one to blame, report it.",
        source=_NAMES,
    ),
    Code(
        "WRITE009",
        "folder-locked",
        what="Another tfgen is writing into the same folder.",
        why="Two writers at once would leave a tree that is neither's.",
        help="Wait until it is done, then render again.",
    ),
    Code(
        "WRITE032",
        "another-clusters-tree",
        what="The tree in the folder is another cluster's.",
        why=(
            "Name, application, account or region differ, or another spec of such a cluster still "
            "stands where the tree came from. An apply would make one cluster into the other."
        ),
        help="Render into another folder with -o; --adopt takes the tree over, --force does not.",
    ),
    Code(
        "WRITE033",
        "newer-tfgen",
        what="The tree was written by a newer tfgen.",
        why="This one would undo what the newer version has learnt, in AWS too.",
        help="Install that version or a later one; --force goes back to the text of this one.",
    ),
    Code(
        "WRITE034",
        "older-tfgen",
        what="The tree was written by an older tfgen.",
        why="What changes now may come from tfgen's new version, not from the spec.",
        help="tfgen upgrade --preview says what, and why; render in a commit of its own.",
        severity=Severity.NOTE,
    ),
    Code(
        "WRITE035",
        "spec-moved",
        what="The spec of a tree was elsewhere before.",
        why="It is of the same cluster: the tree notes the new path.",
        help="Nothing, if it has moved.",
        severity=Severity.NOTE,
    ),
    Code(
        "WRITE036",
        "own-attributes",
        what="A .gitattributes of your own stands in a tree, without the lines of tfgen's.",
        why="It is left alone. Without them parallel changes conflict in the record of the files.",
        help="Add the lines that the finding names.",
        source=_ATTRIBUTES,
        severity=Severity.NOTE,
    ),
    Code(
        "WRITE037",
        "conflict-markers",
        what="A generated file has git's conflict markers between two texts of tfgen's.",
        why="Both branches rendered it. The spec says what they come to together.",
        help="Resolve the merge in the spec and render again: the file is made anew.",
        severity=Severity.NOTE,
    ),
    Code(
        "WRITE060",
        "changed-meanwhile",
        what="A generated file was saved by somebody else between the comparison and the write.",
        why="To replace it would lose what was saved a moment ago.",
        help="Render again: the file is compared anew, and an edit is told as one.",
    ),
    Code(
        "WRITE061",
        "edit-kept",
        what="A generated file stays as it was edited by hand, as --keep asks.",
        why="What the spec gives for it is not written, now or later, until the edit is gone.",
        help="Move the edit into the spec or a *_override.tf file.",
        source=_OVERRIDES,
        severity=Severity.WARNING,
    ),
    Code(
        "WRITE070",
        "listed-own-file",
        what="tfgen's record lists a file that does not say that tfgen generated it.",
        why="A record is merged and may be changed by anybody: such a file may be your own.",
        help="Nothing, if it is yours: it stays, and is no longer listed. Delete it otherwise.",
        severity=Severity.WARNING,
    ),
    Code(
        "WRITE087",
        "without-its-templates",
        what="A tree that was rendered with templates of one's own is rendered without.",
        why="Modules would become tfgen's own again, and the next apply would undo what the "
        "templates say.",
        help="Give the folder again: --templates DIR; --no-templates goes back to tfgen's own.",
    ),
    Code(
        "IO020",
        "tree-unreadable",
        what="A file or folder of the tree cannot be read.",
        why="What is not known cannot be compared or verified, so that nothing is written.",
        help="Make it readable for this user, or move it away.",
    ),
    Code(
        "IO021",
        "tree-not-writable",
        what="A file or folder of the tree may not be written by this user.",
        why="Its permissions or a read-only file system forbid it.",
        help="Make it writable for this user, or render into another folder with -o.",
    ),
    Code(
        "IO022",
        "no-space",
        what="There is no space for a file of the tree.",
        why="The disk, a quota or the limit on file sizes is exhausted.",
        help="Free some space, or raise the limit, then render again.",
    ),
    Code(
        "IO023",
        "write-refused",
        what="The operating system refused to write a file of the tree.",
        why="The message quotes its reason, such as a name that is too long.",
        help="See to what the operating system says, then render again.",
    ),
)
