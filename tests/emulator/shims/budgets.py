"""Budgets: their tags, their subscribers, and changes of them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from moto.budgets.models import Budget, budgets_backends
from moto.budgets.responses import BudgetsResponse

_tags: dict[str, dict[str, str]] = defaultdict(dict)
_create_budget = BudgetsResponse.create_budget


def _budget(self: Any) -> Budget:
    budgets = budgets_backends[self.current_account][self.partition].budgets
    budget: Budget = budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    return budget


def create_budget(self: Any) -> str:
    """AWS takes tags with the budget."""
    made: str = _create_budget(self)
    name = self._get_param("Budget")["BudgetName"]
    arn = f"arn:{self.partition}:budgets::{self._get_param('AccountId')}:budget/{name}"
    _tags[arn] = {tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags", [])}
    return made


def update_budget(self: Any) -> str:
    """AWS keeps what it worked out itself, and takes the rest anew."""
    new = self._get_param("NewBudget")
    budgets = budgets_backends[self.current_account][self.partition].budgets
    budgets[self._get_param("AccountId")][new["BudgetName"]].budget |= new
    return json.dumps({})


def describe_subscribers_for_notification(self: Any) -> str:
    """moto keeps the subscribers of each notification, and shows them to nobody."""
    wanted = self._get_param("Notification")
    told = [
        subscriber
        for notification in _budget(self).notifications
        if all(notification.details.get(key) == value for key, value in wanted.items())
        for subscriber in notification.subscribers
    ]
    return json.dumps({"Subscribers": told})


def list_tags_for_resource(self: Any) -> str:
    """moto has no tags of budgets."""
    tags = _tags[self._get_param("ResourceARN")]
    return json.dumps({"ResourceTags": [{"Key": key, "Value": tags[key]} for key in sorted(tags)]})


def tag_resource(self: Any) -> str:
    """moto has no tags of budgets."""
    given = {tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags")}
    _tags[self._get_param("ResourceARN")] |= given
    return json.dumps({})


def untag_resource(self: Any) -> str:
    """moto has no tags of budgets."""
    for key in self._get_param("ResourceTagKeys"):
        _tags[self._get_param("ResourceARN")].pop(key, None)
    return json.dumps({})


for call in (
    create_budget,
    update_budget,
    describe_subscribers_for_notification,
    list_tags_for_resource,
    tag_resource,
    untag_resource,
):
    setattr(BudgetsResponse, call.__name__, call)
