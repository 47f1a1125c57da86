"""Groups of rules that AWS keeps for WAF, and what a web ACL has room for, as of 2026-11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_GROUPS = "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups"
CAPACITY: Final = (
    "https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html"
)
# Where the rules against Log4j and the like stand.
BASELINE: Final = f"{_GROUPS}-baseline.html"
KNOWN_BAD_INPUTS: Final = "AWSManagedRulesKnownBadInputsRuleSet"

# Capacity units (WCUs) of each. Those that AWS bills by themselves, such as Bot Control, need
# settings of their own and are no part of it.
GROUPS: Final[Mapping[str, int]] = {
    # https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesAdminProtectionRuleSet": 100,
    KNOWN_BAD_INPUTS: 200,
    # https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-use-case.html
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesLinuxRuleSet": 200,
    "AWSManagedRulesUnixRuleSet": 100,
    "AWSManagedRulesWindowsRuleSet": 200,
    "AWSManagedRulesPHPRuleSet": 100,
    "AWSManagedRulesWordPressRuleSet": 100,
    # https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
}
# A rule that limits the rate by address takes as many.
RATE_LIMIT_UNITS: Final = 2
# All groups together stay below the 5000 units that a web ACL has at most.
UNITS_WITHOUT_SURCHARGE: Final = 1500
