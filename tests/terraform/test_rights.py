"""What the policies of a plan say to AWS, and those of specs that only a plan can show."""

from __future__ import annotations

import pytest
from rights import reference
from rights.account import planned_policies
from rights.evaluate import Call, is_allowed

LOAD_BALANCERS = "AmazonECSInfrastructureRolePolicyForLoadBalancers"


def test_aws_knows_what_the_policies_of_a_plan_say(planned) -> None:
    policies = planned_policies(planned.resources())

    assert policies
    assert [] == [str(fault) for policy in policies for fault in reference.faults(policy)]


@pytest.mark.specs("blue-green")
def test_ecs_takes_the_role_that_shifts_requests_and_may_do_what_aws_says(planned) -> None:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html"""
    policies = planned_policies(planned.resources())
    shifting = [role for role in planned.resources("aws_iam_role") if role["name"] == "shift"]
    attached = planned.resources("aws_iam_role_policy_attachment")

    assert shifting
    for role in shifting:
        call = Call("ecs.amazonaws.com", "sts:AssumeRole", role["address"])
        assert is_allowed(policies, call)
        module = role["address"].rpartition(".aws_iam_role")[0]
        own = [item for item in attached if item["address"].startswith(f"{module}.")]
        assert [LOAD_BALANCERS] == [item["values"]["policy_arn"].rpartition("/")[2] for item in own]
