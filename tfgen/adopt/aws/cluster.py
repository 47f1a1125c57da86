"""All of a cluster, service by service: what one has found says what the next is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tfgen.adopt.aws.account import Account
from tfgen.adopt.aws.alarms import read_alarms
from tfgen.adopt.aws.balancers import read_balancers
from tfgen.adopt.aws.ecs import read_cluster, read_services
from tfgen.adopt.aws.instances import read_instance_groups
from tfgen.adopt.aws.logs import read_log_groups
from tfgen.adopt.aws.named import read_named
from tfgen.adopt.aws.network import read_network
from tfgen.adopt.aws.scaling import read_scaling
from tfgen.adopt.aws.schedules import read_schedules
from tfgen.frozen import frozen


@frozen
class Named:
    """Things that nothing leads to, by name: a balancer before the first service is there."""

    balancers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


NOTHING = Named()


def read_all(client: Callable[[str], Any], name: str, named: Named = NOTHING) -> Account:
    """Read a cluster by its name; the account has no things where there is none.

    `client` gives the client of boto3 for a service; `named` is read too.
    """
    account = Account(client)
    arn = read_cluster(account, name)
    if not arn:
        return account
    read_services(account, arn)
    read_schedules(account, arn)
    read_balancers(account, _target_groups(account), named.balancers)
    read_instance_groups(account, arn, named.groups)
    read_network(account)
    read_scaling(account)
    read_log_groups(account, name)
    read_alarms(account, name)
    read_named(account, name)
    return account


def _target_groups(account: Account) -> list[str]:
    return [
        str(entry["target_group_arn"])
        for service in account.of("aws_ecs_service")
        for entry in service.values["load_balancer"]
        if entry.get("target_group_arn")
    ]
