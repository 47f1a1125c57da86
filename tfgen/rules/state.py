"""Rules of `state`: it is in one place, which everybody reaches, and it is locked."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.numbers import lasting
from tfgen.resolve import Cluster
from tfgen.resolve.state import PLACES
from tfgen.rules.load_balancers import bucket, log_bucket_name
from tfgen.rules.network import region_known, unknown_region
from tfgen.rules.rule import Path, codes_of, finding, listed, rule

LONGEST_OBJECT_KEY = 1024  # bytes
_BACKEND = "https://developer.hashicorp.com/terraform/language/backend"


@rule(
    Code(
        "RULE375",
        "state-not-in-one-place",
        what="The section state names no place for the state, or several.",
        why="Terraform keeps a state in one backend, and refuses a second one.",
        help="Write one of bucket, http, gcs, azurerm and cloud; null takes out one that a base "
        "gives.",
        source=_BACKEND,
    ),
    sections=("state",),
)
def state_in_one_place(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the state to one place."""
    if cluster.state is None:
        return
    given = cluster.state.given
    if not given:
        message = f"state names no place: it is one of {listed(list(PLACES))}"
        yield finding(cluster, "RULE375", ("state",), message, "write one of them", key=True)
    first, *others = given or ("",)
    for other in others:
        message = f"state is in {first} already: it cannot be in {other} too"
        help = f"remove {first} or {other}, or write {first}: null where a base gives it"
        also: tuple[tuple[Path, str], ...] = ((("state", first), "the other one"),)
        yield finding(cluster, "RULE375", ("state", other), message, help, key=True, also=also)


@rule(*codes_of(log_bucket_name), sections=("state",))
def state_bucket_name(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the name of the state's bucket to S3's rules.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    state = cluster.state
    if state and state.bucket:
        yield from bucket(cluster, ("state", "bucket"), state.bucket)


@rule(*codes_of(region_known), sections=("state", "new_region"))
def state_region_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a region of the state that is not known.

    https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
    """
    state = cluster.state
    # By default it is the cluster's own region, which has a rule of its own.
    if state and state.region and state.gives("region"):
        yield from unknown_region(cluster, ("state", "region"), state.region)


@rule(
    Code(
        "RULE066",
        "state-key-too-long",
        what="The object key of the state is too long.",
        why="S3 takes keys of up to 1024 bytes in UTF-8, in which many letters have more than one.",
        help="Shorten state.key.",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
    ),
    sections=("state", "region", "environment", "cluster"),
)
def state_key_short_enough(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the state's object key to what S3 takes."""
    if cluster.state is None or cluster.state.key is None:
        return
    size = len(cluster.state.key.encode())
    if size > LONGEST_OBJECT_KEY:
        message = f"the state's object key has {size} bytes, and S3 takes {LONGEST_OBJECT_KEY}"
        yield finding(cluster, "RULE066", ("state", "key"), message, "write a shorter state.key")


@rule(
    Code(
        "RULE067",
        "state-in-local-file",
        what="The state of Terraform stays in a local file.",
        why=(
            "Terraform knows its resources by the state alone. Who has not the file makes all of "
            "them a second time, and who loses it can change or destroy none."
        ),
        help="Write state.bucket, the name of a bucket that exists, or another place under state.",
        severity=Severity.NOTE,
    ),
    sections=("state",),
)
def state_is_shared(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where the state stays in a local file."""
    if cluster.state is None:
        message = "without state: Terraform keeps its state in a local file, which nobody else has"
        help = "write state: {bucket: …} with a bucket that exists"
        yield finding(cluster, "RULE067", ("state",), message, help)


@rule(
    Code(
        "RULE376",
        "lock-without-unlock",
        what="A state on a server is locked and never unlocked, or unlocked and never locked.",
        why="Terraform asks for the second only where it has its address: the first run would "
        "lock the state for ever.",
        help="Write both lock_address and unlock_address; often they are equal.",
        source=f"{_BACKEND}/http",
    ),
    sections=("state",),
)
def http_locks_in_pairs(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold lock and unlock to come together."""
    http = cluster.state and cluster.state.http
    if not http:
        return
    addresses = {"lock_address": http.lock_address, "unlock_address": http.unlock_address}
    missing = [name for name, address in addresses.items() if address is None]
    if len(missing) == 1:
        (given,) = addresses.keys() - set(missing)
        message = f"{given} stands without {missing[0]}"
        path = ("state", "http", given)
        yield finding(cluster, "RULE376", path, message, f"write {missing[0]} too", key=True)


@rule(
    Code(
        "RULE377",
        "state-not-locked",
        what="Nothing locks the state.",
        why="Of two applies at one time the later one writes over what the first has recorded: "
        "its resources are in AWS and in no state.",
        help="Write lock_address and unlock_address if the server can lock; in S3 leave "
        "use_lockfile out.",
        source="https://developer.hashicorp.com/terraform/language/state/locking",
        severity=Severity.WARNING,
    ),
    sections=("state",),
)
def state_is_locked(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a state that nothing locks."""
    state = cluster.state
    if state is None:
        return
    message = "nothing locks the state: two applies at once lose what one of them made"
    if state.bucket and not state.use_lockfile:
        path: Path = ("state", "use_lockfile")
        yield finding(cluster, "RULE377", path, message, "remove it", key=True)
    if state.http and not state.http.lock_address and not state.http.unlock_address:
        help = "write lock_address and unlock_address"
        yield finding(cluster, "RULE377", ("state", "http", "address"), message, help)


@rule(
    Code(
        "RULE378",
        "state-readable-on-its-way",
        what="The state goes over the network so that others can read or change it.",
        why="A state has secrets in plain text, and the password of the server goes with it.",
        help="Write an address with https://, and leave skip_cert_verification out.",
        source=f"{_BACKEND}/http",
        severity=Severity.WARNING,
    ),
    sections=("state",),
)
def state_is_encrypted_on_its_way(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of addresses without TLS, and of TLS with anybody."""
    http = cluster.state and cluster.state.http
    if not http:
        return
    for name in ("address", "lock_address", "unlock_address"):
        address: str | None = getattr(http, name)
        if address and _is_plain(address):
            message = f"{name} is plain HTTP: whoever is on the way can read and change the state"
            path = ("state", "http", name)
            yield finding(cluster, "RULE378", path, message, "write https:// if the server has it")
    if http.skip_cert_verification:
        message = "the server may be anybody: its certificate is not checked"
        path = ("state", "http", "skip_cert_verification")
        help = "remove it, and set TF_HTTP_CLIENT_CA_CERTIFICATE_PEM to the server's authority"
        yield finding(cluster, "RULE378", path, message, help, key=True)


def _is_plain(address: str) -> bool:
    """Whether an address is without TLS, and leaves the machine."""
    parts = urlsplit(address)
    return parts.scheme == "http" and not _is_local(parts.hostname or "")


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@rule(
    Code(
        "RULE379",
        "retry-waits-reversed",
        what="The least time between two tries is more than the most.",
        why="Terraform's client waits for a time between the two, and there is none.",
        help="Write retry_wait_min below retry_wait_max, 1s and 30s by default.",
        source=f"{_BACKEND}/http",
    ),
    sections=("state",),
)
def retry_waits_in_order(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the bounds of the wait to their order."""
    http = cluster.state and cluster.state.http
    if http and http.retry_wait_min > http.retry_wait_max:
        most = f"retry_wait_max of {lasting(http.retry_wait_max)}"
        message = f"retry_wait_min of {lasting(http.retry_wait_min)} is more than {most}"
        path = ("state", "http", "retry_wait_min")
        if not cluster.wrote(*path):
            path = ("state", "http", "retry_wait_max")
        help = f"write retry_wait_min: {lasting(http.retry_wait_max)} or less, "
        help += f"or retry_wait_max: {lasting(http.retry_wait_min)} or more"
        yield finding(cluster, "RULE379", path, message, help)


RULES = (
    state_in_one_place,
    state_bucket_name,
    state_region_known,
    state_key_short_enough,
    state_is_shared,
    http_locks_in_pairs,
    state_is_locked,
    state_is_encrypted_on_its_way,
    retry_waits_in_order,
)
