"""`tfgen lsp`: a language server for editors."""

from __future__ import annotations

import gc

import click

from tfgen.diagnostics import Diagnostic, TfgenError


@click.command()
@click.option("--stdio", is_flag=True, help="As editors ask for it; there is no other way.")
def lsp(stdio: bool) -> None:
    """Serve an editor on standard input and output.

    It tells what is wrong across the fields of a spec while it is written, what a value means, and
    which file a service becomes. Needs the extra tfgen[lsp].
    """
    try:
        from tfgen.commands.lsp import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        help = "install it with: pip install 'tfgen[lsp]'"
        message = "tfgen lsp needs pygls, which is not installed"
        raise TfgenError([Diagnostic("USAGE050", message, help=help)]) from error
    # It lives long, where every other run is short.
    gc.enable()
    serve()
