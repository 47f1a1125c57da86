"""An editor without a window: a client of a language server over its standard streams."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

T = TypeVar("T")
# A server that does not answer fails a test, and does not hold all others up.
PATIENCE = 60


class Editor:
    """An editor with one language server; documents are opened as text that no disk has to hold."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        settings: Mapping[str, Any] | None = None,
        **environment: str,
    ) -> None:
        self._command = command
        self._folder = folder
        self._settings = settings or {}
        self._environment = environment
        self._loop = asyncio.new_event_loop()
        self._client = LanguageClient("tests", "1")
        self._told: dict[str, list[lsp.Diagnostic]] = {}
        self._news = asyncio.Event()
        self._versions: dict[str, int] = {}
        self.capabilities = lsp.ServerCapabilities()

    def __enter__(self) -> Self:
        client = self._client

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def told(params: lsp.PublishDiagnosticsParams) -> None:
            self._told[params.uri] = list(params.diagnostics)
            self._news.set()

        @client.feature(lsp.WORKSPACE_CONFIGURATION)
        def asked(params: lsp.ConfigurationParams) -> list[Any]:
            return [self._settings.get(item.section or "", {}) for item in params.items]

        @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def registered(params: lsp.RegistrationParams) -> None:
            return None

        self._wait(self._start())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wait(self._client.shutdown_async(None))
        self._client.exit(None)
        self._wait(self._client.stop())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def open(self, path: Path, text: str) -> str:
        """Show a document to the server, and return its URI."""
        uri = path.as_uri()
        self.open_uri(uri, text)
        return uri

    def open_uri(self, uri: str, text: str) -> None:
        """Show a document that may have no file."""
        self._forget(uri)
        document = lsp.TextDocumentItem(uri, "yaml", 1, text)
        self._versions[uri] = 1
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    def change(self, uri: str, text: str) -> None:
        """Replace the text of a document that is open."""
        self._forget(uri)
        self._versions[uri] += 1
        document = lsp.VersionedTextDocumentIdentifier(version=self._versions[uri], uri=uri)
        changes = [lsp.TextDocumentContentChangeWholeDocument(text)]
        self._client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))

    def close(self, uri: str) -> None:
        """Put a document away."""
        self._forget(uri)
        document = lsp.TextDocumentIdentifier(uri)
        self._client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))

    def diagnostics(self, uri: str) -> list[lsp.Diagnostic]:
        """Return what is told of a document since it was opened or changed."""
        self._wait(self._until_told(uri))
        return self._told[uri]

    def hover(self, uri: str, line: int, character: int) -> str:
        """Return the text that is shown over a place; "" for none."""
        params = lsp.HoverParams(lsp.TextDocumentIdentifier(uri), lsp.Position(line, character))
        shown = self._wait(self._client.text_document_hover_async(params))
        if shown is None:
            return ""
        assert isinstance(shown.contents, lsp.MarkupContent)
        return shown.contents.value

    def completions(self, uri: str, line: int, character: int) -> dict[str, lsp.CompletionItem]:
        """Return what may be written at a place, by its label."""
        where = lsp.Position(line, character)
        params = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), where)
        found = self._wait(self._client.text_document_completion_async(params))
        items = found.items if isinstance(found, lsp.CompletionList) else found or []
        return {item.label: item for item in items}

    def definition(self, uri: str, line: int, character: int) -> Any:
        """Return where the editor goes from a place."""
        where = lsp.Position(line, character)
        params = lsp.DefinitionParams(lsp.TextDocumentIdentifier(uri), where)
        return self._wait(self._client.text_document_definition_async(params))

    async def _start(self) -> None:
        await self._client.start_io(*self._command, env=self._environment or None)
        capabilities = lsp.ClientCapabilities(
            workspace=lsp.WorkspaceClientCapabilities(configuration=True),
            text_document=lsp.TextDocumentClientCapabilities(
                completion=lsp.CompletionClientCapabilities(
                    completion_item=lsp.ClientCompletionItemOptions(
                        snippet_support=True,
                        documentation_format=[lsp.MarkupKind.Markdown],
                    )
                ),
                hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
            ),
        )
        folder = self._folder.as_uri()
        params = lsp.InitializeParams(
            capabilities=capabilities,
            root_uri=folder,
            workspace_folders=[lsp.WorkspaceFolder(folder, self._folder.name)],
        )
        started = await self._client.initialize_async(params)
        self.capabilities = started.capabilities
        self._client.initialized(lsp.InitializedParams())
        settings = lsp.DidChangeConfigurationParams(dict(self._settings))
        self._client.workspace_did_change_configuration(settings)

    async def _until_told(self, uri: str) -> None:
        while uri not in self._told:
            self._news.clear()
            await self._news.wait()

    def _forget(self, uri: str) -> None:
        self._told.pop(uri, None)

    def _wait(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(asyncio.wait_for(doing, PATIENCE))
