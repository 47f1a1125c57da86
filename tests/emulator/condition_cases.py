"""Calls that AWS takes, and for each condition a change that it refuses: the proof of the judge.

A change sets members by their path; `NEAR` are changes to the last value that AWS takes.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, TypeAlias

from emulator.api import Call

Change: TypeAlias = dict[str, Any]
_ARN = "arn:aws:elasticloadbalancing:eu-west-1:012345678901"
_LISTENER = f"{_ARN}:listener/app/web/1a/2b"
_GROUP = f"{_ARN}:targetgroup/web/3c"
_LOGS = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "p"},
}
_CONTAINER = {
    "name": "web",
    "image": "012345678901.dkr.ecr.eu-west-1.amazonaws.com/web:1",
    "essential": True,
    "portMappings": [{"containerPort": 80, "hostPort": 80, "protocol": "tcp", "name": "http"}],
    "logConfiguration": _LOGS,
}
_ROUTER = {"name": "router", "image": "r:1", "firelensConfiguration": {"type": "fluentbit"}}
_OTHER = {"name": "other", "image": "o:1"}
_POLICY = '{"Statement": []}'
# Each call by the name that the cases below have for it; together they are an apply.
WELL: dict[str, Call] = {
    "fargate": Call(
        "ecs",
        "RegisterTaskDefinition",
        {
            "family": "web",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": "arn:aws:iam::012345678901:role/web",
            "containerDefinitions": [_CONTAINER],
        },
    ),
    "bridge": Call(
        "ecs",
        "RegisterTaskDefinition",
        {
            "family": "bridged",
            "networkMode": "bridge",
            "requiresCompatibilities": ["EC2"],
            "containerDefinitions": [{"name": "a", "image": "a:1", "memory": 64}],
        },
    ),
    "service": Call(
        "ecs",
        "CreateService",
        {
            "cluster": "c",
            "serviceName": "web",
            "taskDefinition": "web",
            "desiredCount": 2,
            "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}],
            "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200},
            "availabilityZoneRebalancing": "ENABLED",
            "healthCheckGracePeriodSeconds": 60,
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"]}},
            "loadBalancers": [
                {"targetGroupArn": _GROUP, "containerName": "web", "containerPort": 80}
            ],
        },
    ),
    "placed": Call(
        "ecs",
        "CreateService",
        {
            "cluster": "c",
            "serviceName": "bridged",
            "taskDefinition": "bridged:1",
            "desiredCount": 1,
            "capacityProviderStrategy": [{"capacityProvider": "group", "weight": 1}],
            "availabilityZoneRebalancing": "ENABLED",
        },
    ),
    "daemon": Call(
        "ecs",
        "CreateService",
        {
            "cluster": "c",
            "serviceName": "daemon",
            "taskDefinition": "bridged:1",
            "launchType": "EC2",
            "schedulingStrategy": "DAEMON",
        },
    ),
    "group": Call(
        "elbv2",
        "CreateTargetGroup",
        {
            "Name": "web",
            "Protocol": "HTTP",
            "ProtocolVersion": "HTTP1",
            "TargetType": "ip",
            "HealthCheckProtocol": "HTTP",
            "HealthCheckIntervalSeconds": 30,
            "HealthCheckTimeoutSeconds": 5,
            "Matcher": {"HttpCode": "200-299,302"},
        },
    ),
    "tcp": Call(
        "elbv2",
        "CreateTargetGroup",
        {"Name": "tcp", "Protocol": "TCP", "HealthCheckProtocol": "TCP", "TargetType": "ip"},
    ),
    "listener": Call(
        "elbv2",
        "CreateListener",
        {
            "LoadBalancerArn": f"{_ARN}:loadbalancer/app/web/1a",
            "Protocol": "HTTPS",
            "Certificates": [{"CertificateArn": "c"}],
            "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {}}],
        },
    ),
    "rule": Call(
        "elbv2",
        "CreateRule",
        {
            "ListenerArn": _LISTENER,
            "Priority": 5,
            "Conditions": [
                {"Field": "host-header", "HostHeaderConfig": {"Values": ["*.example.com"]}},
                {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}},
            ],
            "Actions": [{"ForwardConfig": {"TargetGroups": [{"TargetGroupArn": _GROUP}]}}],
        },
    ),
    "header": Call(
        "elbv2",
        "CreateRule",
        {
            "ListenerArn": _LISTENER,
            "Priority": 6,
            "Conditions": [
                {
                    "Field": "http-header",
                    "HttpHeaderConfig": {"HttpHeaderName": "X-A", "Values": ["a*"]},
                }
            ],
            "Actions": [{"ForwardConfig": {"TargetGroups": [{"TargetGroupArn": _GROUP}]}}],
        },
    ),
    "group attributes": Call("elbv2", "ModifyTargetGroupAttributes", {"Attributes": []}),
    "balancer": Call("elbv2", "CreateLoadBalancer", {"Name": "web"}),
    "balancer attributes": Call("elbv2", "ModifyLoadBalancerAttributes", {"Attributes": []}),
    "inline": Call(
        "iam",
        "PutRolePolicy",
        {"RoleName": "r", "PolicyName": "p", "PolicyDocument": _POLICY},
    ),
    "of a user": Call(
        "iam",
        "PutUserPolicy",
        {"UserName": "u", "PolicyName": "p", "PolicyDocument": _POLICY},
    ),
    "managed": Call("iam", "CreatePolicy", {"PolicyDocument": _POLICY}),
    "role": Call("iam", "CreateRole", {"AssumeRolePolicyDocument": _POLICY}),
    "bounds": Call(
        "application-autoscaling", "RegisterScalableTarget", {"MinCapacity": 1, "MaxCapacity": 4}
    ),
    "scheduled": Call(
        "application-autoscaling",
        "PutScheduledAction",
        {"ScalableTargetAction": {"MinCapacity": 1, "MaxCapacity": 4}},
    ),
    "tracking": Call(
        "application-autoscaling",
        "PutScalingPolicy",
        {
            "TargetTrackingScalingPolicyConfiguration": {
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "ALBRequestCountPerTarget",
                    "ResourceLabel": "app/web/1a/targetgroup/web/3c",
                }
            }
        },
    ),
    "steps": Call(
        "application-autoscaling",
        "PutScalingPolicy",
        {
            "StepScalingPolicyConfiguration": {
                "StepAdjustments": [
                    {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 10},
                    {"MetricIntervalLowerBound": 10},
                ]
            }
        },
    ),
    "schedule": Call(
        "scheduler", "CreateSchedule", {"Target": {"Input": "{}", "EcsParameters": {}}}
    ),
    "alarm": Call(
        "cloudwatch",
        "PutMetricAlarm",
        {"MetricName": "m", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2},
    ),
    "expression": Call(
        "cloudwatch",
        "PutMetricAlarm",
        {
            "EvaluationPeriods": 1,
            "Metrics": [
                {"MetricStat": {"Period": 60}, "ReturnData": False},
                {"Expression": "m", "ReturnData": True},
            ],
        },
    ),
    "retention": Call("logs", "PutRetentionPolicy", {"retentionInDays": 30}),
    "filter": Call(
        "logs", "PutMetricFilter", {"metricTransformations": [{"metricNamespace": "Own/errors"}]}
    ),
}

_C0 = "containerDefinitions.0"
_CD = "containerDefinitions"
_CHECK = {"command": ["CMD-SHELL", "true"]}
_TRACKING = "TargetTrackingScalingPolicyConfiguration"
_FORWARD = "Actions.0.ForwardConfig"
_STRATEGY = "capacityProviderStrategy"
_DEPLOYMENT = "deploymentConfiguration"
_COOKIE = "stickiness.lb_cookie.duration_seconds"
_STEPS = "StepScalingPolicyConfiguration.StepAdjustments"
_METHOD = {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["A" * 40]}}


def _attribute(key: str, value: int) -> dict[str, str]:
    return {"Key": key, "Value": str(value)}


def _sticky(seconds: int) -> dict[str, Any]:
    return {"Enabled": True, "DurationSeconds": seconds}


def _spans(count: int) -> list[dict[str, int]]:
    return [
        {"MetricIntervalLowerBound": low, "MetricIntervalUpperBound": low + 1}
        for low in range(count)
    ]


# Condition, call, and a change that AWS refuses for it.
BROKEN: list[tuple[str, str, Change]] = [
    ("fargate_size", "fargate", {"memory": "4096"}),
    ("fargate_size", "fargate", {"cpu": "300"}),
    ("fargate_network", "fargate", {"networkMode": "bridge"}),
    ("ephemeral_storage", "fargate", {"ephemeralStorage": {"sizeInGiB": 20}}),
    ("ephemeral_storage", "fargate", {"ephemeralStorage": {"sizeInGiB": 201}}),
    ("fargate_placement", "fargate", {"placementConstraints": [{"type": "distinctInstance"}]}),
    ("fargate_volumes", "fargate", {"volumes": [{"name": "v", "host": {"sourcePath": "/x"}}]}),
    ("container_count", "bridge", {_CD: [{**_OTHER, "name": str(n)} for n in range(11)]}),
    ("definition_size", "bridge", {f"{_C0}.command": ["x" * 65536]}),
    ("container_names", "bridge", {f"{_CD}.1": {**_OTHER, "name": "a"}}),
    ("essential_container", "bridge", {f"{_C0}.essential": False}),
    ("one_log_router", "fargate", {f"{_CD}.1": _ROUTER, f"{_CD}.2": {**_ROUTER, "name": "r2"}}),
    ("one_log_router", "fargate", {f"{_C0}.logConfiguration": {"logDriver": "awsfirelens"}}),
    ("ports_apart", "fargate", {f"{_CD}.1": {**_OTHER, "portMappings": [{"containerPort": 80}]}}),
    (
        "ports_apart",
        "bridge",
        {f"{_C0}.portMappings": [{"containerPort": n, "hostPort": 8080} for n in (80, 81)]},
    ),
    ("host_ports", "fargate", {f"{_C0}.portMappings.0.hostPort": 8080}),
    (
        "port_names",
        "bridge",
        {f"{_C0}.portMappings": [{"containerPort": n, "name": "http"} for n in (80, 81)]},
    ),
    ("memory_of_containers", "fargate", {f"{_C0}.memory": 513}),
    ("memory_of_containers", "fargate", {f"{_CD}.1": {**_OTHER, "memoryReservation": 513}}),
    ("cpu_of_containers", "fargate", {f"{_C0}.cpu": 257}),
    ("volume_names", "fargate", {"volumes": [{"name": "v"}, {"name": "v"}]}),
    ("volume_names", "fargate", {f"{_C0}.mountPoints": [{"sourceVolume": "w"}]}),
    (
        "efs_volumes",
        "fargate",
        {
            "volumes": [
                {
                    "name": "v",
                    "efsVolumeConfiguration": {"authorizationConfig": {"iam": "ENABLED"}},
                }
            ]
        },
    ),
    (
        "efs_volumes",
        "fargate",
        {
            "volumes": [
                {
                    "name": "v",
                    "efsVolumeConfiguration": {
                        "rootDirectory": "/x",
                        "transitEncryption": "ENABLED",
                        "authorizationConfig": {"accessPointId": "fsap-1"},
                    },
                }
            ]
        },
    ),
    ("execution_role", "fargate", {"executionRoleArn": None}),
    ("execution_role", "bridge", {f"{_C0}.secrets": [{"name": "A", "valueFrom": "/a"}]}),
    (
        "dependencies",
        "fargate",
        {f"{_C0}.dependsOn": [{"containerName": "x", "condition": "START"}]},
    ),
    (
        "dependencies",
        "fargate",
        {
            f"{_CD}.1": _OTHER,
            f"{_C0}.dependsOn": [{"containerName": "other", "condition": "HEALTHY"}],
        },
    ),
    (
        "dependencies",
        "fargate",
        {
            f"{_CD}.1": _OTHER,
            f"{_C0}.dependsOn": [{"containerName": "other", "condition": "SUCCESS"}],
        },
    ),
    ("task_tags", "fargate", {"tags": [{"key": str(n), "value": ""} for n in range(51)]}),
    ("task_tags", "fargate", {"tags": [{"key": "a", "value": ""}, {"key": "a", "value": ""}]}),
    ("memory_over_reservation", "fargate", {f"{_C0}.memory": 64, f"{_C0}.memoryReservation": 64}),
    ("memory_over_reservation", "bridge", {f"{_C0}.memory": None}),
    ("least_memory", "bridge", {f"{_C0}.memory": 5}),
    ("image_length", "bridge", {f"{_C0}.image": "x" * 256}),
    (
        "variables_apart",
        "bridge",
        {f"{_C0}.environment": [{"name": "A", "value": ""}, {"name": "A", "value": ""}]},
    ),
    ("environment_files", "bridge", {f"{_C0}.environmentFiles": [{"value": "s3:x.env"}] * 11}),
    ("environment_files", "bridge", {f"{_C0}.environmentFiles": [{"value": "s3:x.txt"}]}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {**_CHECK, "interval": 4}}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {**_CHECK, "timeout": 61}}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {**_CHECK, "retries": 11}}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {**_CHECK, "startPeriod": 301}}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {"command": ["curl", "x"]}}),
    ("fargate_stop_timeout", "fargate", {f"{_C0}.stopTimeout": 121}),
    ("fargate_stop_timeout", "fargate", {f"{_C0}.stopTimeout": 1}),
    ("fargate_start_timeout", "fargate", {f"{_C0}.startTimeout": 121}),
    ("fargate_gpus", "fargate", {f"{_C0}.resourceRequirements": [{"type": "GPU", "value": "1"}]}),
    ("restart_policy", "bridge", {f"{_C0}.restartPolicy": {"restartAttemptPeriod": 59}}),
    ("restart_policy", "bridge", {f"{_C0}.restartPolicy": {"restartAttemptPeriod": 1801}}),
    ("restart_policy", "bridge", {f"{_C0}.restartPolicy": {"ignoredExitCodes": [1] * 51}}),
    ("fargate_namespaces", "fargate", {"pidMode": "host"}),
    ("fargate_namespaces", "fargate", {"ipcMode": "task"}),
    ("size_on_instances", "bridge", {"cpu": "127"}),
    (
        "parameters_of_the_host",
        "bridge",
        {"ipcMode": "host", f"{_C0}.systemControls": [{"namespace": "kernel.sem", "value": "1"}]},
    ),
    ("fargate_privileged", "fargate", {f"{_C0}.privileged": True}),
    ("fargate_linux", "fargate", {f"{_C0}.linuxParameters": {"sharedMemorySize": 64}}),
    ("fargate_linux", "fargate", {f"{_C0}.linuxParameters": {"tmpfs": [{"size": 1}]}}),
    (
        "fargate_capabilities",
        "fargate",
        {f"{_C0}.linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}},
    ),
    ("fargate_log_driver", "fargate", {f"{_C0}.logConfiguration": {"logDriver": "fluentd"}}),
    ("log_options", "fargate", {f"{_C0}.logConfiguration.options.awslogs-stream-prefix": None}),
    ("log_options", "bridge", {f"{_C0}.logConfiguration": {"logDriver": "awslogs"}}),
    ("fields_of_bridges", "fargate", {f"{_C0}.links": ["x"]}),
    ("fields_of_bridges", "fargate", {f"{_C0}.hostname": "x"}),
    ("ulimits", "bridge", {f"{_C0}.ulimits": [{"softLimit": 2, "hardLimit": 1}]}),
    ("capacity_strategy", "service", {"launchType": "FARGATE"}),
    ("capacity_strategy", "service", {f"{_STRATEGY}.1": {"capacityProvider": "group"}}),
    (
        "capacity_strategy",
        "service",
        {f"{_STRATEGY}.1": {"capacityProvider": "FARGATE_SPOT", "base": 1}},
    ),
    (
        "capacity_strategy",
        "placed",
        {_STRATEGY: [{"capacityProvider": "a", "weight": 0}, {"capacityProvider": "b"}]},
    ),
    ("room_to_deploy", "service", {f"{_DEPLOYMENT}.maximumPercent": 149}),
    (
        "room_to_deploy",
        "service",
        {_DEPLOYMENT: {"minimumHealthyPercent": 51, "maximumPercent": 100}},
    ),
    ("rebalancing", "placed", {f"{_DEPLOYMENT}": {"maximumPercent": 100}}),
    (
        "rebalancing",
        "placed",
        {
            "placementConstraints": [
                {"type": "memberOf", "expression": "attribute:ecs.availability-zone == eu-west-1a"}
            ]
        },
    ),
    ("rebalancing", "placed", {"placementStrategy": [{"type": "binpack", "field": "memory"}]}),
    ("rebalancing", "placed", {"loadBalancers": [{"loadBalancerName": "classic"}]}),
    ("rebalancing", "daemon", {"availabilityZoneRebalancing": "ENABLED"}),
    ("placement", "service", {"placementStrategy": [{"type": "random"}]}),
    ("placement", "placed", {"placementStrategy": [{"type": "random"}] * 6}),
    ("placement", "placed", {"placementConstraints": [{"type": "distinctInstance"}] * 11}),
    ("placement", "daemon", {"placementStrategy": [{"type": "random"}]}),
    ("daemons", "daemon", {"desiredCount": 1}),
    ("daemons", "daemon", {"launchType": "FARGATE"}),
    ("grace_period", "placed", {"healthCheckGracePeriodSeconds": 60}),
    ("addresses", "service", {"networkConfiguration.awsvpcConfiguration.subnets": ["s"] * 17}),
    (
        "addresses",
        "service",
        {"networkConfiguration.awsvpcConfiguration.securityGroups": ["g"] * 6},
    ),
    (
        "addresses",
        "placed",
        {
            "networkConfiguration": {
                "awsvpcConfiguration": {"subnets": ["s"], "assignPublicIp": "ENABLED"}
            }
        },
    ),
    (
        "target_group_count",
        "service",
        {"loadBalancers": [{"containerName": "web", "containerPort": 80}] * 6},
    ),
    ("network_of_tasks", "service", {"networkConfiguration": None}),
    (
        "network_of_tasks",
        "placed",
        {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"]}}},
    ),
    ("balanced_ports", "service", {"loadBalancers.0.containerPort": 81}),
    ("balanced_ports", "service", {"loadBalancers.0.containerName": "other"}),
    (
        "connected_ports",
        "service",
        {"serviceConnectConfiguration": {"enabled": True, "services": [{"portName": "x"}]}},
    ),
    ("capacity_of_tasks", "placed", {f"{_STRATEGY}.0.capacityProvider": "FARGATE"}),
    ("target_types", "group", {"TargetType": "instance"}),
    ("service_names", "placed", {"serviceName": "web"}),
    ("success_codes", "group", {"ProtocolVersion": "GRPC", "Matcher": {"HttpCode": "200"}}),
    ("success_codes", "group", {"ProtocolVersion": "GRPC", "Matcher": {"GrpcCode": "100"}}),
    ("success_codes", "group", {"Matcher": {"GrpcCode": "12"}}),
    ("success_codes", "group", {"Matcher": {"HttpCode": "199"}}),
    ("success_codes", "group", {"Matcher": {"HttpCode": "200-500"}}),
    ("success_codes", "group", {"Matcher": {"HttpCode": "2xx"}}),
    ("success_codes", "tcp", {"Matcher": {"HttpCode": "600"}}),
    ("health_check_of_targets", "group", {"HealthCheckTimeoutSeconds": 30}),
    ("health_check_of_targets", "group", {"HealthCheckIntervalSeconds": 301}),
    ("health_check_of_targets", "group", {"HealthCheckTimeoutSeconds": 1}),
    ("health_check_of_targets", "group", {"HealthyThresholdCount": 1}),
    ("health_check_of_targets", "group", {"UnhealthyThresholdCount": 11}),
    ("health_check_protocol", "group", {"HealthCheckProtocol": "TCP"}),
    ("health_check_protocol", "tcp", {"HealthCheckPath": "/"}),
    ("balancer_names", "balancer", {"Name": "x" * 33}),
    ("balancer_names", "balancer", {"Name": "internal-x"}),
    ("balancer_names", "group", {"Name": "-x"}),
    (
        "target_group_attributes",
        "group attributes",
        {"Attributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "3601"}]},
    ),
    (
        "target_group_attributes",
        "group attributes",
        {"Attributes": [{"Key": "slow_start.duration_seconds", "Value": "29"}]},
    ),
    (
        "target_group_attributes",
        "group attributes",
        {"Attributes": [{"Key": "stickiness.lb_cookie.duration_seconds", "Value": "0"}]},
    ),
    (
        "balancer_attributes",
        "balancer attributes",
        {"Attributes": [{"Key": "idle_timeout.timeout_seconds", "Value": "4001"}]},
    ),
    ("listener_certificates", "listener", {"Certificates": []}),
    ("listener_certificates", "listener", {"Protocol": "HTTP"}),
    (
        "listener_certificates",
        "listener",
        {"Protocol": "HTTP", "Certificates": [], "SslPolicy": "ELBSecurityPolicy-2016-08"},
    ),
    ("values_of_a_rule", "rule", {"Conditions.1.PathPatternConfig.Values": list("abcd")}),
    (
        "values_of_a_rule",
        "rule",
        {
            "Conditions.0.HostHeaderConfig.Values": ["a.b", "b.b", "c.b"],
            "Conditions.1.PathPatternConfig.Values": list("abc"),
        },
    ),
    ("wildcards_of_a_rule", "rule", {"Conditions.1.PathPatternConfig.Values": ["/*?*?*?"]}),
    ("condition_once", "rule", {"Conditions.0.Field": "path-pattern"}),
    ("value_forms", "rule", {"Conditions.0.HostHeaderConfig.Values": ["localhost"]}),
    ("value_forms", "rule", {"Conditions.0.HostHeaderConfig.Values": ["a_b.example.com"]}),
    ("value_forms", "rule", {"Conditions.1.PathPatternConfig.Values": ["/" + "a" * 128]}),
    ("value_forms", "rule", {"Conditions.1.PathPatternConfig.Values": ["/a b"]}),
    ("value_forms", "header", {"Conditions.0.HttpHeaderConfig.Values": ["a" * 129]}),
    ("value_forms", "header", {"Conditions.0.HttpHeaderConfig.Values": [""]}),
    (
        "value_forms",
        "rule",
        {
            "Conditions.2": {
                "Field": "http-request-method",
                "HttpRequestMethodConfig": {"Values": ["get"]},
            }
        },
    ),
    ("header_names", "header", {"Conditions.0.HttpHeaderConfig.HttpHeaderName": "X A b"}),
    ("header_names", "header", {"Conditions.0.HttpHeaderConfig.HttpHeaderName": "x" * 41}),
    ("header_names", "header", {"Conditions.0.HttpHeaderConfig.HttpHeaderName": "Host"}),
    ("rule_priority", "rule", {"Priority": 50001}),
    ("forwards", "rule", {f"{_FORWARD}.TargetGroups": [{"TargetGroupArn": _GROUP}] * 6}),
    ("forwards", "rule", {f"{_FORWARD}.TargetGroups.0.Weight": 0}),
    ("forwards", "rule", {f"{_FORWARD}.TargetGroups.0.Weight": 1000}),
    (
        "forwards",
        "rule",
        {f"{_FORWARD}.TargetGroupStickinessConfig": {"Enabled": True, "DurationSeconds": 604801}},
    ),
    (
        "fixed_responses",
        "listener",
        {"DefaultActions.0.FixedResponseConfig": {"MessageBody": "x" * 1025}},
    ),
    ("redirects", "listener", {"DefaultActions.0.RedirectConfig": {"StatusCode": "HTTP_301"}}),
    ("redirects", "listener", {"DefaultActions.0.RedirectConfig": {"Path": "/" + "x" * 128}}),
    ("priorities_apart", "rule", {"Priority": 6}),
    ("balancer_names_apart", "tcp", {"Name": "web"}),
    ("inline_policies", "inline", {"PolicyDocument": "x" * 10241}),
    ("inline_policies", "of a user", {"PolicyDocument": "x" * 2049}),
    ("managed_policy", "managed", {"PolicyDocument": "x" * 6145}),
    ("trust_policy", "role", {"AssumeRolePolicyDocument": "x" * 2049}),
    ("scaling_bounds", "bounds", {"MinCapacity": 5}),
    ("scheduled_bounds", "scheduled", {"ScalableTargetAction": {}}),
    ("scheduled_bounds", "scheduled", {"ScalableTargetAction.MinCapacity": 5}),
    (
        "target_tracking",
        "tracking",
        {
            f"{_TRACKING}.PredefinedMetricSpecification.ResourceLabel": None,
        },
    ),
    (
        "target_tracking",
        "tracking",
        {f"{_TRACKING}.CustomizedMetricSpecification": {"MetricName": "m"}},
    ),
    (
        "scaling_steps",
        "steps",
        {"StepScalingPolicyConfiguration.StepAdjustments.1.MetricIntervalLowerBound": 11},
    ),
    (
        "scaling_steps",
        "steps",
        {"StepScalingPolicyConfiguration.StepAdjustments.1.MetricIntervalLowerBound": 9},
    ),
    ("task_overrides", "schedule", {"Target.Input": '"' + "x" * 8191 + '"'}),
    ("task_overrides", "schedule", {"Target.Input": "{"}),
    ("alarm_span", "alarm", {"Period": 90}),
    ("alarm_span", "alarm", {"Period": 1800, "EvaluationPeriods": 49}),
    ("alarm_span", "alarm", {"Period": 3600, "EvaluationPeriods": 169}),
    ("alarm_span", "expression", {"Metrics.0.MetricStat.Period": 61}),
    ("alarm_points", "alarm", {"DatapointsToAlarm": 4}),
    ("alarm_points", "alarm", {"MetricName": None}),
    ("alarm_metrics", "expression", {"Metrics.0.ReturnData": True}),
    (
        "alarm_metrics",
        "expression",
        {
            "Metrics": [{"MetricStat": {"Period": 60}, "ReturnData": False}] * 11
            + [{"Expression": "m", "ReturnData": True}]
        },
    ),
    ("log_retention", "retention", {"retentionInDays": 31}),
    ("filter_namespaces", "filter", {"metricTransformations.0.metricNamespace": "AWS/x"}),
    ("filter_namespaces", "filter", {"metricTransformations.0.metricNamespace": "a b"}),
    (
        "filter_namespaces",
        "filter",
        {
            "metricTransformations.0.dimensions": {"a": "$.a"},
            "metricTransformations.0.defaultValue": 0,
        },
    ),
    ("tags", "balancer", {"Tags": [{"Key": str(n), "Value": ""} for n in range(51)]}),
    ("tags", "balancer", {"Tags": [{"Key": "AWS:x", "Value": ""}]}),
    ("health_check_of_targets", "group", {"HealthCheckIntervalSeconds": 4}),
    (
        "health_check_of_targets",
        "group",
        {"HealthCheckIntervalSeconds": 300, "HealthCheckTimeoutSeconds": 121},
    ),
    ("target_group_attributes", "group attributes", {"Attributes": [_attribute(_COOKIE, 604801)]}),
    (
        "target_group_attributes",
        "group attributes",
        {"Attributes": [_attribute("slow_start.duration_seconds", 901)]},
    ),
    (
        "balancer_attributes",
        "balancer attributes",
        {"Attributes": [_attribute("idle_timeout.timeout_seconds", 0)]},
    ),
    (
        "value_forms",
        "rule",
        {
            "Conditions.2": {
                "Field": "http-request-method",
                "HttpRequestMethodConfig": {"Values": ["A" * 41]},
            }
        },
    ),
    ("rule_priority", "rule", {"Priority": 0}),
    ("forwards", "rule", {f"{_FORWARD}.TargetGroupStickinessConfig": _sticky(0)}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {**_CHECK, "interval": 301}}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {**_CHECK, "timeout": 1}}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {**_CHECK, "retries": 0}}),
    ("health_check", "bridge", {f"{_C0}.healthCheck": {"command": ["CMD"]}}),
    ("scaling_steps", "steps", {_STEPS: _spans(21)}),
    (
        "capacity_strategy",
        "placed",
        {_STRATEGY: [{"capacityProvider": str(n), "weight": 1} for n in range(21)]},
    ),
    ("alarm_points", "alarm", {"DatapointsToAlarm": 0}),
    ("addresses", "service", {"networkConfiguration.awsvpcConfiguration.subnets": []}),
    (
        "scheduled_bounds",
        "scheduled",
        {"ScalableTargetAction": {"MinCapacity": 5, "MaxCapacity": 4}},
    ),
]
# The last values that AWS takes.
NEAR: list[tuple[str, Change]] = [
    ("fargate", {"memory": "2048"}),
    ("fargate", {"cpu": "16384", "memory": "122880"}),
    ("fargate", {"ephemeralStorage": {"sizeInGiB": 21}}),
    ("fargate", {"ephemeralStorage": {"sizeInGiB": 200}}),
    ("bridge", {_CD: [{**_OTHER, "memory": 6, "name": str(n)} for n in range(10)]}),
    ("fargate", {f"{_CD}.1": _ROUTER, f"{_C0}.logConfiguration": {"logDriver": "awsfirelens"}}),
    (
        "fargate",
        {f"{_CD}.1": {**_OTHER, "portMappings": [{"containerPort": 80, "protocol": "udp"}]}},
    ),
    ("fargate", {f"{_C0}.memory": 512, f"{_C0}.memoryReservation": 511, f"{_C0}.cpu": 256}),
    ("bridge", {f"{_C0}.image": "x" * 255 + "@sha256:" + "0" * 64}),
    ("bridge", {f"{_C0}.healthCheck": {**_CHECK, "interval": 5, "timeout": 60, "retries": 10}}),
    ("fargate", {f"{_C0}.stopTimeout": 120, f"{_C0}.startTimeout": 120, "pidMode": "task"}),
    ("bridge", {f"{_C0}.memory": None, "cpu": "128", "memory": "64", "ipcMode": "host"}),
    ("bridge", {f"{_C0}.resourceRequirements": [{"type": "GPU", "value": "1"}]}),
    ("bridge", {f"{_C0}.restartPolicy": {"enabled": True, "restartAttemptPeriod": 1800}}),
    ("bridge", {f"{_C0}.stopTimeout": 600, f"{_C0}.privileged": True}),
    ("fargate", {f"{_C0}.linuxParameters": {"capabilities": {"add": ["SYS_PTRACE"]}}}),
    ("bridge", {f"{_C0}.ulimits": [{"softLimit": 2, "hardLimit": -1}]}),
    ("service", {f"{_DEPLOYMENT}.maximumPercent": 150}),
    ("service", {f"{_DEPLOYMENT}.minimumHealthyPercent": 50}),
    (
        "service",
        {
            "desiredCount": 0,
            f"{_DEPLOYMENT}.maximumPercent": 100,
            "availabilityZoneRebalancing": "DISABLED",
        },
    ),
    (
        "placed",
        {"placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}] * 5},
    ),
    ("group", {"Matcher": {"HttpCode": "200-499"}}),
    ("group", {"ProtocolVersion": "GRPC", "Matcher": {"GrpcCode": "0-99"}}),
    ("tcp", {"Matcher": {"HttpCode": "599"}}),
    ("group", {"HealthCheckTimeoutSeconds": 29}),
    ("balancer", {"Name": "x" * 32}),
    ("rule", {"Conditions.1.PathPatternConfig.Values": ["/" + "a" * 127]}),
    ("rule", {"Conditions.1.PathPatternConfig.Values": ["/*?*", "?", "?"]}),
    ("rule", {"Conditions.0.HostHeaderConfig.Values": ["a.b", "b.b", "c.b"]}),
    ("header", {"Conditions.0.HttpHeaderConfig.HttpHeaderName": "x" * 40}),
    ("rule", {"Priority": 50000, f"{_FORWARD}.TargetGroups.0.Weight": 999}),
    ("inline", {"PolicyDocument": "x " * 10240}),
    ("bounds", {"MinCapacity": 4}),
    ("schedule", {"Target.Input": '"' + "x" * 8190 + '"'}),
    ("alarm", {"Period": 3600, "EvaluationPeriods": 168}),
    ("alarm", {"Period": 1800, "EvaluationPeriods": 48}),
    ("group", {"HealthCheckIntervalSeconds": 300, "HealthCheckTimeoutSeconds": 120}),
    ("group", {"HealthCheckIntervalSeconds": 5, "HealthCheckTimeoutSeconds": 2}),
    ("group", {"HealthyThresholdCount": 2, "UnhealthyThresholdCount": 10}),
    ("group attributes", {"Attributes": [_attribute("deregistration_delay.timeout_seconds", 0)]}),
    (
        "group attributes",
        {"Attributes": [_attribute("deregistration_delay.timeout_seconds", 3600)]},
    ),
    ("group attributes", {"Attributes": [_attribute("slow_start.duration_seconds", 30)]}),
    ("group attributes", {"Attributes": [_attribute("slow_start.duration_seconds", 900)]}),
    ("group attributes", {"Attributes": [_attribute(_COOKIE, 1)]}),
    ("group attributes", {"Attributes": [_attribute(_COOKIE, 604800)]}),
    ("balancer attributes", {"Attributes": [_attribute("idle_timeout.timeout_seconds", 1)]}),
    ("balancer attributes", {"Attributes": [_attribute("idle_timeout.timeout_seconds", 4000)]}),
    (
        "rule",
        {
            "Conditions.0.HostHeaderConfig.Values": ["a.b", "b.b", "c.b"],
            "Conditions.1.PathPatternConfig.Values": ["/a", "/b"],
        },
    ),
    ("rule", {"Conditions.2": _METHOD}),
    ("rule", {"Priority": 1}),
    ("rule", {f"{_FORWARD}.TargetGroups": [{"TargetGroupArn": _GROUP}] * 5}),
    ("rule", {f"{_FORWARD}.TargetGroupStickinessConfig": _sticky(604800)}),
    ("rule", {f"{_FORWARD}.TargetGroupStickinessConfig": _sticky(1)}),
    ("listener", {"DefaultActions.0.FixedResponseConfig": {"MessageBody": "x" * 1024}}),
    ("listener", {"DefaultActions.0.RedirectConfig": {"Path": "/" + "x" * 127, "Query": ""}}),
    ("bridge", {f"{_C0}.environmentFiles": [{"value": "s3:x.env"}] * 10}),
    ("bridge", {f"{_C0}.healthCheck": {**_CHECK, "interval": 300, "timeout": 2, "retries": 1}}),
    ("bridge", {f"{_C0}.healthCheck": {**_CHECK, "startPeriod": 0}}),
    ("bridge", {f"{_C0}.healthCheck": {**_CHECK, "startPeriod": 300}}),
    ("fargate", {f"{_C0}.stopTimeout": 2}),
    ("of a user", {"PolicyDocument": "x" * 2048}),
    ("managed", {"PolicyDocument": "x" * 6144}),
    ("role", {"AssumeRolePolicyDocument": "x" * 2048}),
    ("scheduled", {"ScalableTargetAction": {"MinCapacity": 4, "MaxCapacity": 4}}),
    ("scheduled", {"ScalableTargetAction": {"MaxCapacity": 4}}),
    ("steps", {_STEPS: _spans(20)}),
    ("alarm", {"Period": 10}),
    ("alarm", {"Period": 20}),
    ("alarm", {"Period": 30}),
    ("alarm", {"DatapointsToAlarm": 1}),
    (
        "expression",
        {
            "Metrics": [{"MetricStat": {"Period": 60}, "ReturnData": False}] * 10
            + [{"Expression": "m", "ReturnData": True}]
        },
    ),
    ("balancer", {"Tags": [{"Key": str(n), "Value": ""} for n in range(50)]}),
    ("fargate", {"tags": [{"key": str(n), "value": ""} for n in range(50)]}),
    ("placed", {_STRATEGY: [{"capacityProvider": str(n), "weight": 1} for n in range(20)]}),
    ("placed", {_STRATEGY: [{"capacityProvider": "a", "weight": 0}]}),
    ("placed", {"placementConstraints": [{"type": "distinctInstance"}] * 10}),
    ("service", {"networkConfiguration.awsvpcConfiguration.subnets": ["s"] * 16}),
    ("service", {"networkConfiguration.awsvpcConfiguration.securityGroups": ["g"] * 5}),
    ("service", {"networkConfiguration.awsvpcConfiguration.assignPublicIp": "ENABLED"}),
    (
        "service",
        {"loadBalancers": [{"containerName": "web", "containerPort": 80}] * 5},
    ),
    ("bridge", {f"{_C0}.command": ["x" * 65300]}),
    ("bridge", {f"{_C0}.secrets": [{"name": "A", "valueFrom": "/a"}], "executionRoleArn": "r"}),
    ("bridge", {"volumes": [{"name": "v", "host": {"sourcePath": "/x"}}]}),
    ("bridge", {f"{_C0}.cpu": 4096, f"{_C0}.ulimits": [{"softLimit": 2, "hardLimit": 2}]}),
    (
        "fargate",
        {
            f"{_CD}.1": {**_OTHER, "essential": False, "healthCheck": _CHECK},
            f"{_C0}.dependsOn": [
                {"containerName": "other", "condition": "HEALTHY"},
                {"containerName": "other", "condition": "SUCCESS"},
            ],
        },
    ),
]


def changed(parameters: dict[str, Any], change: Change) -> dict[str, Any]:
    """Return parameters with each member of a change set; what it goes through is made."""
    result = copy.deepcopy(parameters)
    for path, value in change.items():
        *steps, last = path.split(".")
        holder: Any = result
        for step in steps:
            holder = holder[int(step)] if isinstance(holder, list) else holder.setdefault(step, {})
        _set(holder, last, value)
    return result


def _set(holder: Any, last: str, value: Any) -> None:
    if not isinstance(holder, list):
        holder[last] = value
    elif int(last) < len(holder):
        holder[int(last)] = value
    else:
        holder.append(value)


def _kind(call: Call) -> tuple[Any, ...]:
    """Return what two calls of one name share where one change breaks both."""
    own = call.parameters
    providers = {part["capacityProvider"] for part in own.get("capacityProviderStrategy") or ()}
    return (
        call.service,
        call.name,
        own.get("networkMode"),
        tuple(own.get("requiresCompatibilities") or ()),
        own.get("schedulingStrategy") == "DAEMON",
        bool(providers & {"FARGATE", "FARGATE_SPOT"}),
        bool(own.get("loadBalancers")),
        own.get("availabilityZoneRebalancing"),
        own.get("Protocol"),
        own.get("ProtocolVersion"),
        bool(own.get("MetricName")),
        tuple(sorted(name for name in own if name.endswith("PolicyConfiguration"))),
        tuple(condition["Field"] for condition in own.get("Conditions") or ()),
    )


# Changes that AWS refuses only beside what stands around them in the calls above.
BESIDE_OTHERS = {
    "alarm_metrics",
    "container_names",
    "execution_role",
    "scaling_bounds",
    "service_names",
    "target_tracking",
    "target_types",
}


def mutants(calls: list[Call]) -> Iterator[tuple[str, list[Call]]]:
    """Yield the calls of an apply with one of them broken, and the condition that it breaks."""
    for condition, name, change in BROKEN:
        for number, call in enumerate(calls):
            if condition not in BESIDE_OTHERS and _kind(call) == _kind(WELL[name]):
                broken = Call(call.service, call.name, changed(call.parameters, change))
                yield condition, [*calls[:number], broken, *calls[number + 1 :]]
