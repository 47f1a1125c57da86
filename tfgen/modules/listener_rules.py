"""Rules by which application balancers answer themselves: redirects and fixed responses."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.language.answers import FixedResponse
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.listener_rules import on_listeners
from tfgen.modules.parts.references import in_cluster
from tfgen.resolve import AnswerRule, Cluster, LoadBalancer
from tfgen.resolve.listener_rules import told_apart
from tfgen.tree import ModulePlan, Promise


def listener_rules(cluster: Cluster, balancer: LoadBalancer, file: str) -> Iterator[ModulePlan]:
    """Plan the rules of a balancer, if it has some."""
    own = [rule for rule in cluster.balancer_rules if rule.balancer == balancer.key]
    if not own:
        return
    rules: dict[str, Value] = {}
    codes: dict[str, Value] = {}
    for rule in own:
        answer = balancer.rules[rule.key]
        own_key = f"{answer.key} {told_apart(rule.match, answer.match)}"
        for key, asked in on_listeners(cluster, rule, own_key):
            rules[key] = {**asked, **_action(answer)}
            codes[key] = _status_code(answer)
    inputs: dict[str, Value] = {"name": in_cluster(cluster, balancer.name), "listener_rules": rules}
    path = f"load_balancers.{balancer.key}.rules"
    promise = Promise("status_codes", codes, path, "the balancer answers with these codes")
    yield ModulePlan(
        f"{balancer.module}_rules", "listener_rules", file, inputs, promises=(promise,)
    )


def _action(answer: AnswerRule) -> dict[str, Value]:
    if answer.redirect:
        return {"redirect": changed(answer.redirect)}
    return {"fixed_response": fixed_response(answer.fixed_response)}


def fixed_response(answer: FixedResponse | None) -> Value:
    """Return an answer of the balancer itself."""
    if answer is None:
        return None
    return {"status_code": answer.status_code, **changed(answer, "content_type", "message_body")}


def _status_code(answer: AnswerRule) -> Value:
    if answer.redirect:
        return f"HTTP_{answer.redirect.status_code}"
    return str(answer.fixed_response and answer.fixed_response.status_code)
