"""The pipeline of GitLab CI that checks, plans and applies trees, and that of deployments."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from tfgen.commands.ci.deploys import BESIDE, Deploy
from tfgen.commands.ci.pieces import piece, scalar, words
from tfgen.commands.ci.trees import Tree
from tfgen.commands.ci.wish import Wish

PATH = ".gitlab/tfgen.yml"
DEPLOY_PATH = ".gitlab/deploy.yml"
_HEAD = """\
# Written by `tfgen ci gitlab`: brings versions of services, with the role of the spec's deployer and no key of AWS.
"""
# GitLab keeps states on a server of its own, and its jobs may read and write them.
# https://docs.gitlab.com/user/infrastructure/iac/terraform_state/
_STATE = """\
TF_HTTP_USERNAME: gitlab-ci-token
TF_HTTP_PASSWORD: $CI_JOB_TOKEN
"""


def pipeline(trees: Sequence[Tree], wish: Wish) -> str:
    """Return the pipeline for trees."""
    keeps_states = any(tree.cluster.state and tree.cluster.state.http for tree in trees)
    values = {
        "branch": wish.branch,
        "tfgen": wish.tfgen,
        "terraform": wish.terraform,
        "specs": words(*(tree.spec for tree in trees)),
        "pairs": words(*(f"{tree.spec}:{tree.folder}" for tree in trees)),
        "out": shlex.quote(wish.out),
        "audience": _audience(trees),
        "state": _STATE if keeps_states else "",
        "trees": "".join(_of_tree(tree, wish) for tree in trees),
    }
    return piece("gitlab.yml", values)


def deploys(some: Sequence[Deploy]) -> str:
    """Return the pipeline that runs the deploy scripts."""
    return _HEAD + "".join(map(_deploy, some))


def _of_tree(tree: Tree, wish: Wish) -> str:
    values = {
        "name": tree.name,
        "folder": scalar(tree.folder),
        "pattern": scalar(f"{tree.folder}/**/*"),
        "region": tree.cluster.region,
        "branch": wish.branch,
        "stage": "applications" if tree.is_application else "platforms",
        "plan_role": tree.roles.plan or "$AWS_PLAN_ROLE_ARN",
        "apply_role": tree.roles.apply or "$AWS_APPLY_ROLE_ARN",
    }
    return piece("gitlab-tree.yml", values)


def _deploy(deploy: Deploy) -> str:
    deployer = deploy.tree.cluster.deployer
    gitlab = deployer.gitlab if deployer else None
    values = {
        "name": deploy.name,
        "branch": gitlab.branches[0] if gitlab else "main",
        "family": deploy.service.family,
        "audience": _audience([deploy.tree]),
        "timeout": str(deploy.minutes + BESIDE),
        "path": deploy.script_path,
    }
    return piece("gitlab-deploy.yml", values)


def _audience(trees: Sequence[Tree]) -> str:
    """Return what a token has to be for: the host of GitLab, as the deployer's role wants it."""
    deployers = [tree.cluster.deployer for tree in trees if tree.cluster.deployer]
    hosts = {deployer.gitlab.host for deployer in deployers if deployer.gitlab}
    return f"https://{min(hosts, default='gitlab.com')}"
