"""ECR: caches of other registries, which moto does not know."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.ecr.responses import ECRResponse

from emulator.shims.patch import Function, around

WORDS = ("ecrRepositoryPrefix", "upstreamRegistryUrl", "credentialArn")
# Region -> prefix -> rule.
RULES: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)


class NoSuchRule(ServiceException):
    """No rule has this prefix."""

    code = "PullThroughCacheRuleNotFoundException"


@around(ECRResponse, "create_pull_through_cache_rule")
def create(_: Function | None, response: Any) -> ActionResult:
    """Keep a rule."""
    given = {word: value for word in WORDS if (value := response._get_param(word))}
    rule = given | {"registryId": response.current_account}
    RULES[response.region][rule["ecrRepositoryPrefix"]] = rule
    return ActionResult(rule)


@around(ECRResponse, "describe_pull_through_cache_rules")
def describe(_: Function | None, response: Any) -> ActionResult:
    """Return the rules, or those of some prefixes."""
    known = RULES[response.region]
    wanted = response._get_param("ecrRepositoryPrefixes") or list(known)
    if missing := [prefix for prefix in wanted if prefix not in known]:
        raise NoSuchRule(f"no rule for {missing[0]}")
    return ActionResult({"pullThroughCacheRules": [known[prefix] for prefix in wanted]})


@around(ECRResponse, "delete_pull_through_cache_rule")
def delete(_: Function | None, response: Any) -> ActionResult:
    """Forget a rule."""
    return ActionResult(RULES[response.region].pop(response._get_param("ecrRepositoryPrefix")))
