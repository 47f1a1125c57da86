"""Web ACLs of application balancers: the module `web_acl`, and the log group that it writes to."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.log_groups import log_group
from tfgen.modules.parts.references import in_cluster, log_kms_key_arn
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.tree import ModulePlan, Promise


def web_acl(cluster: Cluster, balancer: LoadBalancer, file: str) -> Iterator[ModulePlan]:
    """Plan the web ACL of a balancer behind its log group, if it has one of its own."""
    if balancer.waf is None or not balancer.waf_log_group:
        return
    logs = f"{balancer.module}_waf_logs"
    name = in_cluster(cluster, balancer.waf_log_group)
    contents = f"requests that the web ACL of {balancer.key} matched"
    yield log_group(cluster, logs, file, name, log_kms_key_arn(cluster), contents)
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, balancer.name),
        **changed(balancer.waf, "managed_rule_groups", "rate_limit", "mode"),
        "log_group_arn": Ref(f"module.{logs}.arn"),
    }
    path = f"load_balancers.{balancer.key}.waf"
    promise = Promise("name", balancer.name, path, f"there is a web ACL {balancer.name}")
    yield ModulePlan(f"{balancer.module}_web_acl", "web_acl", file, inputs, promises=(promise,))


def web_acl_of(balancer: LoadBalancer) -> Value:
    """Return the web ACL that looks at a balancer's requests, if there is one."""
    if balancer.waf is None:
        return None
    own = Ref(f"module.{balancer.module}_web_acl.arn")
    return {"arn": balancer.waf.web_acl_arn or own}
