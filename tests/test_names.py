"""Limits of names against AWS's own models, and names that no rule may let through."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import botocore.session
import pytest
from looked_at import every

from tfgen import language, source
from tfgen.facts import limits as aws
from tfgen.facts.limits import NameRule
from tfgen.resolve import Cluster, Name, resolve
from tfgen.rules.names import names_fit

# Where the models of AWS say something of a name: service, operation, member.
MODELLED: dict[tuple[str, str, str], NameRule] = {
    ("budgets", "DescribeBudget", "BudgetName"): aws.BUDGET_NAME,
    ("application-autoscaling", "PutScalingPolicy", "PolicyName"): aws.SCALING_POLICY_NAME,
    ("application-autoscaling", "PutScheduledAction", "ScheduledActionName"): (
        aws.SCHEDULED_ACTION_NAME
    ),
    ("autoscaling", "CreateAutoScalingGroup", "AutoScalingGroupName"): aws.AUTO_SCALING_GROUP_NAME,
    ("chatbot", "CreateSlackChannelConfiguration", "ConfigurationName"): (
        aws.CHATBOT_CONFIGURATION_NAME
    ),
    ("cloudwatch", "PutMetricAlarm", "AlarmName"): aws.ALARM_NAME,
    ("ecr", "CreateRepository", "repositoryName"): aws.REPOSITORY_NAME,
    ("events", "PutRule", "Name"): aws.EVENT_RULE_NAME,
    ("iam", "CreateInstanceProfile", "InstanceProfileName"): aws.INSTANCE_PROFILE_NAME,
    ("iam", "CreatePolicy", "PolicyName"): aws.POLICY_NAME,
    ("iam", "CreateRole", "RoleName"): aws.ROLE_NAME,
    ("iam", "CreateUser", "UserName"): aws.USER_NAME,
    ("iam", "PutRolePolicy", "PolicyName"): aws.POLICY_NAME,
    ("kms", "CreateAlias", "AliasName"): aws.KEY_ALIAS_NAME,
    ("logs", "CreateLogGroup", "logGroupName"): aws.LOG_GROUP_NAME,
    ("logs", "PutMetricFilter", "filterName"): aws.METRIC_FILTER_NAME,
    ("scheduler", "CreateSchedule", "Name"): aws.SCHEDULE_NAME,
    ("scheduler", "CreateScheduleGroup", "Name"): aws.SCHEDULE_GROUP_NAME,
    ("secretsmanager", "CreateSecret", "Name"): aws.SECRET_NAME,
    ("servicediscovery", "CreateHttpNamespace", "Name"): aws.NAMESPACE_NAME,
    ("servicediscovery", "CreatePrivateDnsNamespace", "Name"): aws.DNS_NAMESPACE_NAME,
    ("servicediscovery", "CreateService", "Name"): aws.DISCOVERY_SERVICE_NAME,
    ("ssm", "CreateDocument", "Name"): aws.DOCUMENT_NAME,
    ("stepfunctions", "CreateStateMachine", "name"): aws.STATE_MACHINE_NAME,
    ("wafv2", "CreateWebACL", "Name"): aws.WEB_ACL_NAME,
}
# Of these the models say no more than that they are strings: their pages alone do.
NOT_MODELLED: dict[tuple[str, str, str], NameRule] = {
    ("cloudwatch", "PutDashboard", "DashboardName"): aws.DASHBOARD_NAME,
    ("ec2", "CreateLaunchTemplate", "LaunchTemplateName"): aws.LAUNCH_TEMPLATE_NAME,
    ("ec2", "CreateSecurityGroup", "Description"): aws.SECURITY_GROUP_DESCRIPTION,
    ("ec2", "CreateSecurityGroup", "GroupName"): aws.SECURITY_GROUP_NAME,
    ("ec2", "ImportKeyPair", "KeyName"): aws.KEY_PAIR_NAME,
    ("ecs", "CreateCapacityProvider", "name"): aws.CAPACITY_PROVIDER_NAME,
    ("ecs", "CreateCluster", "clusterName"): aws.CLUSTER_NAME,
    ("ecs", "CreateService", "serviceName"): aws.SERVICE_NAME,
    ("ecs", "RegisterTaskDefinition", "family"): aws.TASK_FAMILY,
    ("elbv2", "CreateLoadBalancer", "Name"): aws.LOAD_BALANCER_NAME,
    ("elbv2", "CreateTargetGroup", "Name"): aws.TARGET_GROUP_NAME,
    ("s3", "CreateBucket", "Bucket"): aws.BUCKET_NAME,
    ("sns", "CreateTopic", "Name"): aws.TOPIC_NAME,
    ("sqs", "CreateQueue", "QueueName"): aws.QUEUE_NAME,
}
# Inside of others: no operation has it as a member of its own; of attributes it is no name, and
# members that name a table or a key take its ARN too.
ELSEWHERE = {
    *(aws.DISCOVERY_NAME, aws.HEADER_NAME, aws.ATTRIBUTE_NAME, aws.ATTRIBUTE_VALUE),
    *(aws.TABLE_NAME, aws.KMS_KEY_ID),
}
# What AWS's page takes out of what the model admits.
STRICTER = {
    # The model admits what old groups may have.
    aws.AUTO_SCALING_GROUP_NAME: set(map(chr, range(0x20))) | {" ", ":"},
    # Of what the model admits the page takes out the colon.
    aws.KEY_ALIAS_NAME: {":"},
}
# What patterns of the models mean where Python reads them in another way.
PYTHONS = {
    "(?i)": "",
    "\\uD800\\uDC00-\\uDBFF\\uDFFF": "",
    "\\p{Print}": "[ -~]",
    "0-9a-zA-Z-_.": "0-9a-zA-Z_.-",
    "A-Za-z0-9-_": "A-Za-z0-9_-",
}
CHARACTERS = [chr(number) for number in range(0x7F)]


@cache
def facts(place: tuple[str, str, str]) -> dict[str, Any]:
    """Return what the models of AWS say of a member: min, max, pattern."""
    service, operation, member = place
    model = botocore.session.get_session().get_service_model(service)
    said = model.operation_model(operation).input_shape.members[member].metadata
    return {key: said[key] for key in ("min", "max", "pattern") if key in said}


def limits() -> set[NameRule]:
    return {value for value in vars(aws).values() if isinstance(value, NameRule)}


@pytest.mark.slow
def test_each_limit_has_been_looked_for_in_the_models() -> None:
    assert limits() == {*MODELLED.values(), *NOT_MODELLED.values(), *ELSEWHERE}
    assert {} == {place: facts(place) for place in NOT_MODELLED if facts(place)}


@pytest.mark.slow
@pytest.mark.parametrize("place", MODELLED, ids=".".join)
def test_lengths_are_those_of_the_models(place: tuple[str, str, str]) -> None:
    limit, said = MODELLED[place], facts(place)

    assert {} != said
    assert said.get("max", limit.longest) == limit.longest
    assert said.get("min", limit.shortest) == limit.shortest


# The models are read in the test: to collect them takes seconds.
@pytest.mark.slow
def test_characters_are_those_of_the_models() -> None:
    for place in every(place for place in MODELLED if "pattern" in facts(place)):
        limit, pattern = MODELLED[place], facts(place)["pattern"]
        for theirs, ours in PYTHONS.items():
            pattern = pattern.replace(theirs, ours)
        start = "alias/" if limit is aws.KEY_ALIAS_NAME else ""
        names = {character: f"{start}a{character}b" for character in CHARACTERS}
        admitted = {
            character for character, name in names.items() if re.fullmatch(pattern, name, re.ASCII)
        }
        accepted = {character for character, name in names.items() if limit.accepts(name)}

        assert set() == accepted - admitted, place
        assert STRICTER.get(limit, set()) >= admitted - accepted, place


# What AWS refuses


def cluster(**sections: Any) -> Cluster:
    wanted = {"version": 1, "environment": "acc", "region": "eu-west-1", "load_balancers": {}}
    text = json.dumps({**wanted, **sections})
    reading = language.read(source.parse(text.encode(), "acc.yaml"))
    assert () == reading.diagnostics
    return resolve(reading)


@pytest.mark.parametrize("length", [80, 81])
def test_a_queue_has_80_characters_at_most(length: int) -> None:
    """No spec gives a longer one, since keys are short: a cluster with such a name is made by
    hand."""
    name = Name("a" * length, "queue", aws.QUEUE_NAME)
    actual = list(names_fit.check(cluster().model_copy(update={"names": (name,)})))

    assert (["RULE022"] if length > 80 else []) == [finding.code for finding in actual]
    assert all("takes 80 characters at most" in finding.message for finding in actual)
