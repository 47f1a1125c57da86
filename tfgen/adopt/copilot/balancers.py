"""Load balancers of an environment: certificates, names in DNS, who may connect.

https://aws.github.io/copilot-cli/docs/manifest/environment/#http
"""

from __future__ import annotations

from typing import Any

from tfgen.adopt.copilot.scene import Scene
from tfgen.adopt.copilot.values import below, flag, items
from tfgen.adopt.given import Given

_NO_ZONE = "Z00000000000000000000"
_MOST_NAMES = 10
_CDN = "a spec has no CloudFront"


def put_balancers(scene: Scene, environment: Given | None) -> None:
    """Put the balancers that services need, as the environment's manifest has them."""
    http = below(environment, "http")
    for section, balancer in (("public", "public"), ("private", "internal")):
        given = below(http, section)
        fields = scene.balancers.get(balancer)
        if given is None:
            continue
        if fields is None:
            given.leave("no service has a route from this balancer")
            continue
        _put_listeners(scene, given, fields)
        _put_peers(given, fields, balancer)
    for balancer, fields in scene.balancers.items():
        _put_names(scene, balancer, fields)
    if not scene.is_application:
        scene.draft.put(("load_balancers",), dict(scene.balancers))


def _put_listeners(scene: Scene, given: Given, fields: dict[str, Any]) -> None:
    certificates = given.get("certificates")
    arns = [scene.text(item) for item in items(certificates)]
    if arns:
        fields["certificate_arns"] = arns[0] if len(arns) == 1 else arns
    if policy := given.get("ssl_policy"):
        fields["ssl_policy"] = policy.text
    logs = given.get("access_logs")
    if logs and logs.is_map:
        if bucket := logs.get("bucket_name"):
            fields["access_logs"] = scene.text(bucket)
        if prefix := logs.get("prefix"):
            prefix.leave("logs of a spec's balancers have AWS's own prefix")
    elif logs and not flag(logs):
        fields["access_logs"] = False
    if subnets := given.get("subnets"):
        subnets.leave("balancers stand in the subnets of the network", "name them there")


def _put_peers(given: Given, fields: dict[str, Any], balancer: str) -> None:
    ingress = given.get("ingress")
    sources = below(ingress, "source_ips")
    blocks = [item.text for item in items(sources)]
    if blocks:
        fields["allowed_cidrs"] = blocks
    former = given.get("security_groups", "ingress")
    for cdn in (
        below(ingress, "cdn"),
        below(former, "restrict_to"),
    ):
        if cdn:
            cdn.leave(_CDN, "write allowed_cidrs with what CloudFront calls from")
    if balancer == "internal":
        _look_at_peers(below(ingress, "vpc"))
        _look_at_peers(below(former, "from_vpc"))


def _look_at_peers(given: Given | None) -> None:
    if given and not flag(given):
        given.lose("whoever is in the VPC may connect to an internal balancer")
    elif given:
        given.changed("whoever is in the VPC may connect to an internal balancer of a spec")


def _put_names(scene: Scene, balancer: str, fields: dict[str, Any]) -> None:
    """Put the names of a balancer where their zone is known, else say whose they are."""
    aliases = [alias for alias in scene.aliases if alias[0] == balancer]
    zones = sorted({zone for _, _, zone, _ in aliases if zone})
    if not aliases:
        return
    # Copilot knows the zone of the application's domain, and its manifests do not.
    if not zones and "certificate_arns" in fields:
        for _, host, _, at in aliases:
            _say_record(at, host)
        return
    zone = zones[0] if zones else _NO_ZONE
    led = zone if zones else ""
    names = list(dict.fromkeys(host for _, host, own, _ in aliases if own == led))
    for _, host, own, at in aliases:
        if own != led or host in names[_MOST_NAMES:]:
            _say_record(at, host)
    # A certificate that exists has its names already: ACM need not issue one.
    dns: dict[str, Any] = {"zone_id": zone, "names": names[:_MOST_NAMES]}
    if "certificate_arns" in fields:
        dns["certificate"] = False
    fields["dns"] = dns
    if not zones and not scene.is_application:
        path = ("load_balancers", balancer, "dns", "zone_id")
        why = "the hosted zone of the names, in which ACM checks the certificate too"
        help = "write the zone's id: aws route53 list-hosted-zones shows it"
        scene.draft.made_up(path, zone, why, help, aliases[0][3].key_at)


def _say_record(at: Given, host: str) -> None:
    at.changed(
        f"requests for {host} are taken, and its record in DNS stays as it is",
        "let the record lead to the new balancer when you move",
    )
