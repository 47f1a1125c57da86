"""`waf` of an application balancer: a web ACL of AWS WAF that looks at each request."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.managed_rules import GROUPS
from tfgen.language.field import Field
from tfgen.language.meaning import Not
from tfgen.language.scalars import Int, TextOrExpression, Words, arn, later, matching
from tfgen.language.section import Names, One, Section

_OWN = Not(
    "with web_acl_arn",
    web_acl_arn=True,
    why="its rules stand where it is made",
    source="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html",
)
GroupName = Annotated[
    str,
    matching(
        "|".join(GROUPS),
        "a managed rule group of AWS",
        f"write one of {', '.join(GROUPS)}",
    ),
]
# https://docs.aws.amazon.com/waf/latest/APIReference/API_RuleActionOverride.html
RuleName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9_-]{1,128}",
        "the name of a rule",
        "write it as the logs of the web ACL have it, such as SizeRestrictions_BODY",
    ),
]


class ManagedRuleGroup(Section):
    """A group of rules that AWS keeps up to date."""

    counted_rules: Annotated[tuple[RuleName, ...], One()] = Field(
        (), description="Rules of the group that only count what they match, and block nothing."
    )


class Waf(Section):
    """A web ACL: one of the balancer's own, or one that exists."""

    web_acl_arn: (
        Annotated[
            TextOrExpression,
            later(
                arn(
                    "wafv2",
                    "regional/webacl/[A-Za-z0-9_-]+/[0-9a-f-]+",
                    "a regional web ACL of WAF",
                )
            ),
        ]
        | None
    ) = Field(None, description="Web ACL that exists. Left out: one made for this balancer.")
    managed_rule_groups: Annotated[dict[GroupName, ManagedRuleGroup], Names(), _OWN] = Field(
        {
            "AWSManagedRulesCommonRuleSet": ManagedRuleGroup(),
            "AWSManagedRulesKnownBadInputsRuleSet": ManagedRuleGroup(),
            "AWSManagedRulesAmazonIpReputationList": ManagedRuleGroup(),
        },
        description="Groups of rules of AWS, by name; a list of names is enough. Default: common "
        "attacks, known bad inputs, and addresses of bad repute.",
    )
    # https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
    rate_limit: Annotated[Int, _OWN] = Field(
        2000,
        ge=0,
        le=2_000_000_000,
        description="Requests of one address in 5 minutes; further ones are blocked. 10 or more; "
        "0 sets no limit.",
    )
    mode: Annotated[Literal["block", "count"], Words(), _OWN] = Field(
        "block",
        description="What becomes of requests that a rule matches: count lets them through, to "
        "see first what would be blocked (a finding).",
    )
