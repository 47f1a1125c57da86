"""Real Terraform takes the block of each place of the state, and keeps a state on a server with it.

`terraform validate` lets any argument of a backend pass; `terraform init` does not, and reads the
block before it asks for credentials or the network.
"""

from __future__ import annotations

import datetime
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import terraform_cli
from looked_at import every

from tfgen.pipeline import build, check

TODAY = datetime.date(2026, 1, 1)
AZURE = "azurerm: {storage_account_name: acmestate, container_name: state"
UUID = "0a1b2c3d-0000-4000-8000-0123456789ab"
# What Terraform says once it has read the block: it has no credentials here.
PLACES = {
    "s3": ("bucket: acme-state", "No valid credential sources found"),
    "gcs": (
        "gcs: {bucket: acme-state, impersonate_service_account: a@acme.iam.gserviceaccount.com, "
        "kms_encryption_key: projects/a/locations/b/keyRings/c/cryptoKeys/d}",
        "could not find default credentials",
    ),
    "azurerm": (
        f"{AZURE}, resource_group_name: state, subscription_id: {UUID}, tenant_id: {UUID}, "
        "environment: usgovernment, use_azuread_auth: true, snapshot: true}",
        "unable to build authorizer",
    ),
    # Where no request comes in there is no OpenID Connect.
    "azurerm-oidc": (f"{AZURE}, use_azuread_auth: true, use_oidc: true}}", "authorizer"),
    "cloud": (
        "cloud: {organization: acme, project: Shop, hostname: terraform.invalid}",
        "Failed to request discovery document",
    ),
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(terraform_cli.terraform() is None, reason=terraform_cli.NO_TERRAFORM),
]


def backend_of(state: str, folder: Path) -> Path:
    """Render a spec with a state; return a folder with its backend.tf alone, and a resource."""
    spec = folder / "spec.yaml"
    spec.write_text(
        f"version: 1\nenvironment: acc\nregion: eu-west-1\nstate: {{{state}}}\n", encoding="utf-8"
    )
    files = {file.path: file.text for file in build(check(spec, TODAY)).files}
    root = folder / "root"
    root.mkdir()
    # Needs no provider, and so no credentials of AWS.
    terraform_cli.write(
        root,
        {
            "backend.tf": files["backend.tf"],
            "main.tf": 'resource "terraform_data" "this" {\n  input = "kept"\n}\n',
        },
    )
    return root


def init(root: Path) -> CompletedProcess[str]:
    home = {"HOME": str(root), "AWS_EC2_METADATA_DISABLED": "true"}
    return terraform_cli.run(root, "init", "-input=false", "-no-color", env=home)


@pytest.mark.parametrize("place", PLACES)
def test_terraform_reads_the_block(place: str, tmp_path: Path) -> None:
    state, says = PLACES[place]
    done = init(backend_of(state, tmp_path))

    assert 1 == done.returncode
    assert says in done.stderr


@pytest.mark.parametrize("place", PLACES)
def test_a_tree_is_checked_without_its_state(place: str, tmp_path: Path) -> None:
    root = backend_of(PLACES[place][0], tmp_path)

    assert 0 == terraform_cli.run(root, "init", "-backend=false", "-input=false").returncode
    assert 0 == terraform_cli.run(root, "validate").returncode
    assert "" == terraform_cli.run(root, "fmt", "-check").stdout


@pytest.mark.parametrize("place", PLACES)
def test_terraform_refuses_an_argument_that_it_does_not_know(place: str, tmp_path: Path) -> None:
    root = backend_of(PLACES[place][0], tmp_path)
    text = (root / "backend.tf").read_text()
    names = re.findall(r"^ +(\w+) +=", text, flags=re.M)
    for name in every(names):
        (root / "backend.tf").write_text(re.sub(rf"\b{name}\b( +=)", rf"{name}_\1", text))
        done = init(root)
        assert 1 == done.returncode
        assert "Unsupported argument" in done.stderr, name


# A server


class States(BaseHTTPRequestHandler):
    """Keeps one state in memory, as the documentation of the backend asks for it.

    https://developer.hashicorp.com/terraform/language/backend/http
    """

    server: Server

    def do_GET(self) -> None:
        self.answer(200 if self.server.state else 404, self.server.state)

    def do_PUT(self) -> None:
        self.server.state = self.body()
        self.answer(200)

    def do_LOCK(self) -> None:
        held = self.server.lock
        if held:
            self.answer(423, held)
            return
        self.server.lock = self.body()
        self.answer(200)

    def do_UNLOCK(self) -> None:
        self.body()
        self.server.lock = b""
        self.answer(200)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, data: bytes = b"") -> None:
        self.server.asked.append(f"{self.command} {self.path.partition('?')[0]} {status}")
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was asked is in `asked`."""


class Server(ThreadingHTTPServer):
    """A server of one state: what it keeps, who has locked it, and what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), States)
        self.state = self.lock = b""
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/states/acc"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as states:
        thread = threading.Thread(target=states.serve_forever)
        thread.start()
        yield states
        states.shutdown()
        thread.join()


def on(server: Server) -> str:
    lock = f"{server.address}/lock"
    return (
        f"http: {{address: '{server.address}', update_method: PUT, lock_address: '{lock}', "
        f"unlock_address: '{lock}'}}"
    )


def test_a_server_keeps_the_state_and_locks_it(server: Server, tmp_path: Path) -> None:
    root = backend_of(on(server), tmp_path)
    assert 0 == init(root).returncode
    done = terraform_cli.run(root, "apply", "-auto-approve", "-input=false", "-no-color")
    assert 0 == done.returncode, done.stderr

    (kept,) = json.loads(server.state)["resources"]
    assert "terraform_data" == kept["type"]
    assert [] == list(root.glob("terraform.tfstate"))
    assert {"LOCK /states/acc/lock 200", "PUT /states/acc 200", "UNLOCK /states/acc/lock 200"} <= {
        *server.asked
    }
    plan = terraform_cli.run(root, "plan", "-detailed-exitcode", "-input=false")
    assert 0 == plan.returncode, plan.stdout


def test_two_applies_at_once_wait_for_each_other(server: Server, tmp_path: Path) -> None:
    root = backend_of(on(server), tmp_path)
    assert 0 == init(root).returncode
    server.lock = b'{"ID": "other", "Who": "somebody"}'
    done = terraform_cli.run(root, "apply", "-auto-approve", "-input=false", "-no-color")

    assert 1 == done.returncode
    assert "Error acquiring the state lock" in done.stderr
    assert b"" == server.state
