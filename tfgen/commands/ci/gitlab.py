"""The pipeline of GitLab CI that checks, plans and applies trees, and that of deployments."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from tfgen.commands.ci.deploys import BESIDE, Deploy
from tfgen.commands.ci.pieces import checks, piece, scalar, words
from tfgen.commands.ci.trees import Tree
from tfgen.commands.ci.wish import Wish

# Files to be included: what stands in .gitlab-ci.yml is the user's.
PATH = ".gitlab/tfgen.yml"
DEPLOY_PATH = ".gitlab/deploy.yml"
# GitLab keeps states on a server of its own, and its jobs may read and write them.
# https://docs.gitlab.com/user/infrastructure/iac/terraform_state/
_STATE = """\
TF_HTTP_USERNAME: gitlab-ci-token
TF_HTTP_PASSWORD: $CI_JOB_TOKEN
"""
# The runners of GitLab.com: https://docs.gitlab.com/ci/runners/hosted_runners/linux/
_ARM = """\
# The image is for arm64, and so is the runner; with runners of your own write their tag.
tags: [saas-linux-small-arm64]
"""


def pipeline(trees: Sequence[Tree], wish: Wish) -> str:
    """Return the pipeline for trees."""
    keeps_states = any(tree.cluster.state and tree.cluster.state.http for tree in trees)
    values = {
        "branch": wish.branch,
        "install": shlex.quote(wish.install),
        "terraform": wish.terraform,
        "specs": words(*(tree.spec for tree in trees)),
        "pairs": words(*(f"{tree.spec}:{tree.folder}" for tree in trees)),
        "out": shlex.quote(wish.out),
        "checks": checks(trees, wish.out),
        "audience": _audience(trees),
        "state": _STATE if keeps_states else "",
        "trees": "".join(_of_tree(tree, wish) for tree in trees),
    }
    return piece("gitlab.yml", values)


def deploys(some: Sequence[Deploy]) -> str:
    """Return the pipeline that runs the deploy scripts."""
    return piece("gitlab-deploys.yml", {"deploys": "".join(map(_deploy, some))})


def _of_tree(tree: Tree, wish: Wish) -> str:
    values = {
        "name": tree.name,
        "folder": scalar(tree.folder),
        # https://docs.gitlab.com/ci/yaml/#ruleschanges
        "pattern": scalar(f"{tree.folder}/**/*"),
        "region": tree.cluster.region,
        "branch": wish.branch,
        # A stage begins once those before it are done, manual jobs that may not fail included.
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
        "runner": _ARM if deploy.service.architecture == "arm64" else "",
        "audience": _audience([deploy.tree]),
        "timeout": str(deploy.minutes + BESIDE),
        "path": deploy.script_path,
    }
    return piece("gitlab-deploy.yml", values)


def _audience(trees: Sequence[Tree]) -> str:
    """Return what a token has to be for: the host of GitLab, as the deployer's role wants it."""
    deployers = [tree.cluster.deployer for tree in trees if tree.cluster.deployer]
    # The audience of a token is all that IAM compares beside the project and branch.
    hosts = {deployer.gitlab.host for deployer in deployers if deployer.gitlab}
    return f"https://{min(hosts, default='gitlab.com')}"
