"""Certificates of balancers: those that are given, and one that ACM issues."""

from __future__ import annotations

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.arns import name_in
from tfgen.resolve import LoadBalancer


def certificate_arns(balancer: LoadBalancer) -> dict[str, Value]:
    """Return the certificates by name: the first is the default, further ones go by their ids."""
    arns: dict[str, Value] = {name_in(arn): arn for arn in balancer.certificate_arns}
    if balancer.issues_certificate:
        arns["issued"] = Ref(f"module.{balancer.module}_certificate.arn")
    # The default stands in the listener itself, the others are attached to it.
    if not arns:
        return {}
    first, *others = arns
    return {"default": arns[first], **{name: arns[name] for name in others}}
