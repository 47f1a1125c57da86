"""What brings a new version: a workflow takes a role, pushes, registers, updates, and looks on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from spec_data import listed

from rights.calls.jobs import latest, pass_role, run_task
from rights.evaluate import Call
from rights.facts import Facts

_ACTION = "https://github.com/aws-actions/amazon-ecs-deploy-task-definition#permissions"
_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html"
_TAG = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html"
)
_PUSH = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html"
_SUBJECTS = "https://docs.github.com/en/actions/reference/security/oidc"
_GITLAB = "https://docs.gitlab.com/ci/cloud_services/aws/"
_BITBUCKET = "https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/"
_GITHUB = "token.actions.githubusercontent.com"
_PUSHES = (
    "BatchCheckLayerAvailability",
    "BatchGetImage",
    "CompleteLayerUpload",
    "GetDownloadUrlForLayer",
    "InitiateLayerUpload",
    "PutImage",
    "UploadLayerPart",
)
# AWS's reference names the service beside the deployment and the revision: both are asked.
_OF_SERVICES = {
    "service": (
        "DescribeServiceDeployments",
        "DescribeServiceRevisions",
        "DescribeServices",
        "ListServiceDeployments",
        "StopServiceDeployment",
        "UpdateService",
    ),
    "service-deployment": ("DescribeServiceDeployments", "StopServiceDeployment"),
    "service-revision": ("DescribeServiceRevisions",),
}


def needed(facts: Facts) -> Iterator[Call]:
    """Yield the calls of the deployer, where the cluster has one."""
    if "deployer" not in facts.spec:
        return
    role = deployer_role(facts)
    yield from _trust(facts, role)
    for section in ("services", "jobs"):
        for key, item in facts.spec.get(section, {}).items():
            yield from _register(facts, role, f"{facts.cluster}-{key}")
            yield from _push(facts, role, item["image"])
    for key in facts.spec.get("repositories", {}):
        registry = f"{facts.account}.dkr.ecr.{facts.region}.amazonaws.com"
        yield from _push(facts, role, f"{registry}/{facts.cluster}/{key}:1")
    for key in facts.spec.get("services", {}):
        yield from _update(facts, role, key)
    for key in facts.spec.get("jobs", {}):
        yield from run_task(facts, role, f"{facts.cluster}-{key}")
    if facts.spec.get("jobs"):
        yield from _look_at_tasks(facts, role)


def deployer_role(facts: Facts) -> str:
    """Return the ARN of the role that deploys."""
    (role,) = {
        policy.at
        for policy in facts.policies
        if policy.kind == "trust" and policy.name.startswith(f"{facts.cluster}-deployer-")
    }
    return role


def _trust(facts: Facts, role: str) -> Iterator[Call]:
    deployer = facts.spec["deployer"]
    if "github" in deployer:
        written = deployer["github"]
        github = written if isinstance(written, Mapping) else {"repository": written}
        provider = f"arn:aws:iam::{facts.account}:oidc-provider/{_GITHUB}"
        for subject in _subjects(github):
            context = {f"{_GITHUB}:aud": "sts.amazonaws.com", f"{_GITHUB}:sub": subject}
            yield Call(provider, "sts:AssumeRoleWithWebIdentity", role, context, _SUBJECTS)
    yield from _gitlab(facts, role, deployer.get("gitlab"))
    yield from _bitbucket(facts, role, deployer.get("bitbucket"))
    if deployer.get("iam_user"):
        user = f"arn:aws:iam::{facts.account}:user/ecs/{facts.cluster}-deployer"
        yield Call(user, "sts:AssumeRole", role, source=_SUBJECTS)


def _gitlab(facts: Facts, role: str, written: Any) -> Iterator[Call]:
    if not written:
        return
    gitlab = written if isinstance(written, Mapping) else {"project": written}
    host = gitlab.get("host", "gitlab.com")
    provider = f"arn:aws:iam::{facts.account}:oidc-provider/{host}"
    for branch in gitlab.get("branches", ["main"]):
        subject = f"project_path:{gitlab['project']}:ref_type:branch:ref:{branch}"
        context = {f"{host}:aud": f"https://{host}", f"{host}:sub": subject}
        yield Call(provider, "sts:AssumeRoleWithWebIdentity", role, context, _GITLAB)


def _bitbucket(facts: Facts, role: str, bitbucket: Any) -> Iterator[Call]:
    if not bitbucket:
        return
    workspaces = "api.bitbucket.org/2.0/workspaces"
    host = f"{workspaces}/{bitbucket['workspace']}/pipelines-config/identity/oidc"
    provider = f"arn:aws:iam::{facts.account}:oidc-provider/{host}"
    for environment in listed(bitbucket["environment_uuids"]):
        head = f"{{{bitbucket['repository_uuid']}}}:{{{environment}}}"
        audience = f"ari:cloud:bitbucket::workspace/{bitbucket['workspace_uuid']}"
        context = {f"{host}:aud": audience, f"{host}:sub": f"{head}:{{a-step}}"}
        # Each step has a UUID of its own.
        steps = {f"{host}:sub": f"{head}:*"}
        yield Call(provider, "sts:AssumeRoleWithWebIdentity", role, context, _BITBUCKET, steps)


def _subjects(github: Mapping[str, Any]) -> Iterator[str]:
    head = f"repo:{github['repository']}"
    for branch in github.get("branches", ["main"]):
        yield f"{head}:ref:refs/heads/{branch}"
    for environment in github.get("environments", ()):
        yield f"{head}:environment:{environment}"


def _register(facts: Facts, role: str, family: str) -> Iterator[Call]:
    # The revision is not there yet: ECS asks IAM about the family with a star.
    arn = facts.arn("ecs", f"task-definition/{family}:*")
    here = {"aws:RequestedRegion": facts.region}
    yield Call(role, "ecs:RegisterTaskDefinition", arn, source=_ACTION)
    yield Call(role, "ecs:DescribeTaskDefinition", "*", here, _ACTION)
    # With a new revision, or of one that is there.
    created = {"ecs:CreateAction": "RegisterTaskDefinition"}
    revisions = {"resource": arn, "ecs:CreateAction": "*"}
    yield Call(role, "ecs:TagResource", arn.replace(":*", ":7"), created, _TAG, revisions)
    task = latest(facts, family)
    for passed in (task["executionRoleArn"], task["taskRoleArn"]):
        call = pass_role(role, passed)
        yield replace(call, source=_ACTION, varies={"resource": _roles(facts, passed)})


def _roles(facts: Facts, role: str) -> str:
    """Return the roles of all tasks of the cluster: a service may come to use another's."""
    folder = role.rpartition("/")[0]
    if folder == f"arn:aws:iam::{facts.account}:role/ecs/{facts.cluster}":
        return f"{folder}/*"
    return role


def _update(facts: Facts, role: str, key: str) -> Iterator[Call]:
    here = {"ecs:cluster": facts.arn("ecs", f"cluster/{facts.cluster}")}
    for kind, actions in _OF_SERVICES.items():
        name = f"{key}/0123" if "-" in kind else key
        arn = facts.arn("ecs", f"{kind}/{facts.cluster}/{name}")
        # The ARN names the cluster already.
        extent = facts.arn("ecs", f"{kind}/{facts.cluster}/*")
        varies = {"resource": extent, "ecs:cluster": "*"}
        for action in actions:
            yield Call(role, f"ecs:{action}", arn, here, _REFERENCE, varies)


def _look_at_tasks(facts: Facts, role: str) -> Iterator[Call]:
    here = {"ecs:cluster": facts.arn("ecs", f"cluster/{facts.cluster}")}
    task = facts.arn("ecs", f"task/{facts.cluster}/0123")
    tasks = {"resource": facts.arn("ecs", f"task/{facts.cluster}/*")}
    for action in ("DescribeTasks", "StopTask"):
        yield Call(role, f"ecs:{action}", task, here, _REFERENCE, tasks)


def _push(facts: Facts, role: str, image: str) -> Iterator[Call]:
    host = f"{facts.spec.get('account_id')}.dkr.ecr.{facts.region}.amazonaws.com/"
    if not image.startswith(host):
        return
    name = re.split("[:@]", image.removeprefix(host))[0]
    yield Call(role, "ecr:GetAuthorizationToken", "*", source=_PUSH)
    for action in _PUSHES:
        yield Call(role, f"ecr:{action}", facts.arn("ecr", f"repository/{name}"), source=_PUSH)
