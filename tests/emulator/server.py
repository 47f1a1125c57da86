"""The emulator's process: `serve()` starts it for one spec, `python -m emulator.server` is what it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.request import urlopen

from spec_data import account, load

# Asked for this path, the emulator goes on as two: see `copied`.
COPY = "/emulator/copy"

# IAM has AWS's own policies, and ACM issues a certificate as soon as it is asked for one.
SETTINGS = {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true", "MOTO_ACM_VALIDATION_WAIT": "0"}


def requests(log: Path) -> Path:
    """Return the file, beside an emulator's log, with the calls that Terraform made."""
    return log.with_suffix(".requests")


@contextmanager
def serve(log: Path, spec: Path) -> Iterator[str]:
    """Run an emulator with the account that a spec finds, for as long as the context lasts; yield its URL."""
    env = os.environ | SETTINGS | {"MOTO_ACCOUNT_ID": account(load(spec))}
    command = [sys.executable, "-m", "emulator.server", str(spec.resolve()), str(requests(log))]
    with log.open("w") as messages:
        process = subprocess.Popen(
            command,
            cwd=Path(__file__).parents[1],
            env=env,
            stdout=subprocess.PIPE,
            stderr=messages,
            text=True,
            start_new_session=True,
        )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"the emulator did not start:\n{log.read_text()}")
        yield url
    finally:
        # With the copies that were made of it.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextmanager
def copied(endpoint: str) -> Iterator[str]:
    """Run a further emulator that has all that this one has, and goes its own way, for as long as
    the context lasts; yield its URL."""
    with urlopen(f"{endpoint}{COPY}") as answer:
        port, process = answer.read().decode().split()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.kill(int(process), signal.SIGKILL)


class Copied:
    """A WSGI application that a process can be copied with: the copy listens on a port of its own.

    It answers one request after the other: moto is not made for threads.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, or copy the process and answer with the port and the number of the copy."""
        with self._turn:
            if environ["PATH_INFO"] != COPY:
                return list(self._application(environ, start_response))
            return self._copied(start_response)

    def _copied(self, start_response: Any) -> Iterable[bytes]:
        reader, writer = os.pipe()
        if os.fork() == 0:
            self._serve(writer)
        os.close(writer)
        with os.fdopen(reader, "rb") as answer:
            where = answer.read()
        start_response("200 OK", [("Content-Length", str(len(where)))])
        return [where]

    def _serve(self, writer: int) -> None:
        from werkzeug.serving import make_server

        self._turn = Lock()
        server = make_server("127.0.0.1", 0, self, threaded=True)
        os.write(writer, f"{server.server_port} {os.getpid()}".encode())
        os.close(writer)
        server.serve_forever()


def main() -> None:
    """Listen on a free port of the loopback, print the URL, and serve until the process is ended."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    from emulator import api, once, shims, world

    # Copies that end leave nothing behind.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    shims.install()
    world.prepare(Path(sys.argv[1]))
    moto = DomainDispatcherApplication(create_backend_app)
    application = once.Once(api.Checked(moto, Path(sys.argv[2])))
    server = make_server("127.0.0.1", 0, Copied(application), threaded=True)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
