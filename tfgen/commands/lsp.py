"""A language server: what a schema cannot say of a spec, while it is being written.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from __future__ import annotations

import asyncio
import datetime
from functools import cache
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import ServerTextPosition, ServerTextRange

from tfgen.commands.codes import documented
from tfgen.commands.editor import Judged, Steps, file_of, judged, meaning, steps_at
from tfgen.diagnostics import Diagnostic, Location, Severity
from tfgen.pipeline import Checked

# Who types is not checked at every letter.
PAUSE = 0.15
_GRADES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}


class SpecServer(LanguageServer):
    """The documents that are open: as each is judged now, and as it last was sound."""

    def __init__(self) -> None:
        super().__init__("tfgen", "1", lsp.TextDocumentSyncKind.Incremental)
        self.now: dict[str, Judged] = {}
        self.sound: dict[str, Checked] = {}

    async def told(self, uri: str, version: int | None) -> None:
        """Judge a document once nobody has typed for a moment, and publish what is found."""
        await asyncio.sleep(PAUSE)
        if self.workspace.get_text_document(uri).version != version:
            return
        self.judge(uri)
        findings = [self._diagnostic(uri, finding) for finding in self.now[uri].findings]
        params = lsp.PublishDiagnosticsParams(uri, findings, version)
        self.text_document_publish_diagnostics(params)

    def judge(self, uri: str) -> Judged:
        """Judge a document as it is."""
        text = self.workspace.get_text_document(uri).source
        today = datetime.datetime.now(tz=datetime.UTC).date()
        try:
            self.now[uri] = judged(_path(uri), text, today)
        except Exception as error:
            # A fault of tfgen's own: the next letter may be beyond it.
            message = f"a fault of tfgen itself: {type(error).__name__}"
            place = Location(str(_path(uri)))
            self.now[uri] = Judged(None, None, (Diagnostic("BUG001", message, place),))
        if checked := self.now[uri].checked:
            self.sound[uri] = checked
        return self.now[uri]

    def _diagnostic(self, uri: str, finding: Diagnostic) -> lsp.Diagnostic:
        own, message = str(_path(uri)), finding.message
        place = finding.location or Location(own, length=0)
        also = list(finding.also)
        # An editor shows what is told of the document that it asked about alone.
        if place.file != own:
            message = f"{Path(place.file).name}:{place.line}: {message}"
            also.insert(0, (place, "here"))
            place = Location(own, length=0)
        link = documented()[finding.code].code.source
        return lsp.Diagnostic(
            range=self._range(uri, place),
            message="\n".join(filter(None, (message, finding.help))),
            severity=_GRADES[finding.severity],
            code=finding.code,
            code_description=lsp.CodeDescription(link) if link else None,
            source="tfgen",
            related_information=[self._related(uri, *further) for further in also],
        )

    def _related(self, uri: str, place: Location, words: str) -> lsp.DiagnosticRelatedInformation:
        # What is not saved yet has no file that its path would lead to.
        if place.file != str(_path(uri)):
            uri = _uri(Path(place.file).absolute())
        return lsp.DiagnosticRelatedInformation(lsp.Location(uri, self._range(uri, place)), words)

    def _range(self, uri: str, place: Location) -> lsp.Range:
        """Return a place as the editor counts: by default in units of UTF-16."""
        line, start = place.line - 1, place.column - 1
        ends = ServerTextPosition(line, start), ServerTextPosition(line, start + place.length)
        document = self.workspace.get_text_document(uri)
        try:
            return document.range_to_client_units(ServerTextRange(*ends))
        except (OSError, UnicodeError):  # a base that is no text, or is not there
            start_of_line = lsp.Position(line, 0)
            return lsp.Range(start_of_line, start_of_line)

    def place(self, params: lsp.HoverParams | lsp.DefinitionParams) -> tuple[Steps, bool]:
        """Return what stands at a position, and whether it is a key; () for nothing."""
        uri = params.text_document.uri
        document = self.judge(uri).document
        if document is None:
            return (), False
        text = self.workspace.get_text_document(uri)
        at = text.position_from_client_units(params.position)
        return steps_at(document, at.line + 1, at.character + 1)


@cache
def _path(uri: str) -> Path:
    return Path(to_fs_path(uri) or "untitled.yaml")


@cache
def _uri(path: Path) -> str:
    return from_fs_path(str(path)) or path.as_uri()


async def opened(server: SpecServer, params: lsp.DidOpenTextDocumentParams) -> None:
    """Tell of a document that is shown."""
    await server.told(params.text_document.uri, params.text_document.version)


async def changed(server: SpecServer, params: lsp.DidChangeTextDocumentParams) -> None:
    """Tell of a document as it is now."""
    await server.told(params.text_document.uri, params.text_document.version)


def closed(server: SpecServer, params: lsp.DidCloseTextDocumentParams) -> None:
    """Forget a document."""
    uri = params.text_document.uri
    server.now.pop(uri, None)
    server.sound.pop(uri, None)
    server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def hover(server: SpecServer, params: lsp.HoverParams) -> lsp.Hover | None:
    """Say what a key or value means."""
    steps, _ = server.place(params)
    uri = params.text_document.uri
    if not steps or uri not in server.sound:
        return None
    shown = meaning(server.sound[uri], steps)
    if not shown:
        return None
    if not server.now[uri].checked:
        shown += "\n\nas it was when the spec was last valid"
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, shown))


def definition(server: SpecServer, params: lsp.DefinitionParams) -> lsp.Location | None:
    """Lead from the name of a service or job to its file."""
    steps, is_key = server.place(params)
    if not is_key:
        return None
    root = Path(server.workspace.root_path or "/")
    file = file_of(_path(params.text_document.uri), steps, root)
    if file is None:
        return None
    start = lsp.Position(0, 0)
    return lsp.Location(_uri(file), lsp.Range(start, start))


def serve() -> None:
    """Answer an editor on standard input and output until it goes."""
    server = SpecServer()
    server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)(opened)
    server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)(changed)
    server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)(closed)
    server.feature(lsp.TEXT_DOCUMENT_HOVER)(hover)
    server.feature(lsp.TEXT_DOCUMENT_DEFINITION)(definition)
    # Not through those of the command line: what goes here is no text.
    with open(0, "rb", closefd=False) as given, open(1, "wb", closefd=False) as answers:
        server.start_io(given, answers)
