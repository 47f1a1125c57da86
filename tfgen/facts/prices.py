"""Prices of what stands there whether it is used or not, in USD, of us-east-1, as of 2025-11.

Other regions are up to a half dearer, in much the same proportions.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Price(NamedTuple):
    """An amount in USD, and the page that says it."""

    amount: float
    source: str


HOURS_A_MONTH: Final = 730

# By zone and hour; each GB costs something more.
INTERFACE_ENDPOINT: Final = Price(0.01, "https://aws.amazon.com/privatelink/pricing/")
NAT_GATEWAY: Final = Price(0.045, "https://aws.amazon.com/vpc/pricing/")
INTERFACE_ENDPOINT_GB: Final = Price(0.01, INTERFACE_ENDPOINT.source)
NAT_GATEWAY_GB: Final = Price(0.045, NAT_GATEWAY.source)

# By month.
KMS_KEY: Final = Price(1, "https://aws.amazon.com/kms/pricing/")
DASHBOARD: Final = Price(3, "https://aws.amazon.com/cloudwatch/pricing/")
FREE_DASHBOARDS: Final = 3

# By million requests, for each 500 capacity units of a web ACL beyond those in its price.
WEB_ACL_UNITS: Final = Price(0.2, "https://aws.amazon.com/waf/pricing/")

# By GB that CloudWatch Logs takes in.
LOGS_GB: Final = Price(0.5, DASHBOARD.source)

# Billed by metric, or with enhanced observability by what is observed.
CONTAINER_INSIGHTS: Final = DASHBOARD.source
