"""The deploy scripts of services whose versions CI brings, and the workflows that run them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from tfgen.commands.ci.pieces import piece, scalar
from tfgen.commands.ci.trees import Tree
from tfgen.facts import images
from tfgen.frozen import frozen
from tfgen.resolve import Cluster, Service
from tfgen.resolve.jobs import Job
from tfgen.resolve.labels import label
from tfgen.resolve.tasks import UNKNOWN_ACCOUNT
from tfgen.resolve.waits import deployment_minutes

# What a waiter of the AWS CLI waits: https://docs.aws.amazon.com/cli/latest/reference/ecs/wait/services-stable.html
_WAITER = 10
# What building, pushing and jobs may take beside the deployment itself.
BESIDE = 90


@frozen
class Deploy:
    """A service that CI deploys, and the jobs that get new versions with it."""

    tree: Tree
    service: Service
    jobs: tuple[Job, ...]

    @property
    def name(self) -> str:
        """What tells it from the services of other trees."""
        return f"{self.tree.name}-{self.service.key}"

    @property
    def script_path(self) -> str:
        """Where its script is, in the repository."""
        return f"deploy/{self.name}.sh"

    @property
    def workflow_path(self) -> str:
        """Where its workflow of GitHub is."""
        return f".github/workflows/deploy-{self.name}.yml"

    @property
    def minutes(self) -> int:
        """How long the deployment may take."""
        return deployment_minutes(self.service)


def of(trees: Sequence[Tree]) -> list[Deploy]:
    """Return what CI deploys in trees."""
    return [
        Deploy(tree, service, tuple(_jobs_with(tree.cluster, service)))
        for tree in trees
        for service in tree.cluster.services.values()
        if service.deployment.owner == "external"
    ]


def _jobs_with(cluster: Cluster, service: Service) -> Iterator[Job]:
    """Yield the jobs that CI deploys too and that run the service's image."""
    for job in cluster.jobs.values():
        if job.deployment.owner == "external" and _repository(job) == _repository(service):
            yield job


def script(deploy: Deploy) -> str:
    """Return the script that builds, deploys and goes back."""
    service = deploy.service
    repository = _repository(service)
    tags_stay = _tags_stay(deploy)
    runs = [job for job in deploy.jobs if _runs_before(job)]
    # Asked of all before anything is new: what is not known stops a deployment that did nothing.
    known = "".join(_how_to_run(deploy, job) for job in runs)
    jobs = known + "".join(_job(job) for job in deploy.jobs)
    return piece(
        "deploy.sh",
        {
            **_names(deploy),
            "ecs_service": service.service_name,
            "container": service.name,
            "repository": shlex.quote(repository),
            # A waiter that gives up says no more than that it did: it is asked again.
            "minutes": str(deploy.minutes),
            "rounds": str(-(-deploy.minutes // _WAITER)),
            "account": _ACCOUNT if UNKNOWN_ACCOUNT in repository else "",
            "build": _build(service, tags_stay),
            "has_image": piece("deploy-has-image.sh", {}) if tags_stay else "",
            "run_job": piece("deploy-run-job.sh", {}) if runs else "\n",
            "jobs": jobs,
        },
    )


# The spec does not say in which account the registry is: that of the role.
_ACCOUNT = f"""\
account=$(aws sts get-caller-identity --query Account --output text)
repository=${{repository/'{UNKNOWN_ACCOUNT}'/$account}}
"""
_LOGIN = """\
aws ecr get-login-password | docker login --username AWS --password-stdin "${image%%/*}"
"""
# https://docs.docker.com/build/building/multi-platform/
_PLATFORMS = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}
# What is built for another architecture than the runner's is emulated, where it is built at all.
# https://docs.github.com/en/actions/reference/runners/github-hosted-runners
_RUNNERS = {"x86_64": "ubuntu-latest", "arm64": "ubuntu-24.04-arm"}
_PUSH = """\
docker build --platform {platform} --tag "$image" .
docker push "$image"
"""
_UNLESS_THERE = """\
if has_image; then
  say "$image is there already"
  exit
fi
"""
_NO_LOGIN = "# Its registry is none of ECR: log in to it before.\n"


def workflow(deploy: Deploy) -> str:
    """Return the workflow of GitHub that runs the script."""
    github = deploy.tree.cluster.deployer.github if deploy.tree.cluster.deployer else None
    branches = github.branches if github else ()
    environments = github.environments if github else ()
    inputs = [f"{name}: ${{{{ vars.{name} }}}}\n" for name in inputs_of(deploy)]
    return piece(
        "deploy-github.yml",
        {
            **_names(deploy),
            "name": deploy.name,
            "branch": scalar((branches or ("main",))[0]),
            "timeout": str(deploy.minutes + BESIDE),
            "runner": _RUNNERS[deploy.service.architecture],
            "environment": f"environment: {scalar(environments[0])}" if environments else "",
            "inputs": "env:\n" + "".join(f"  {line}" for line in inputs) if inputs else "",
        },
    )


def _tags_stay(deploy: Deploy) -> bool:
    """Tell whether a tag of the service's repository is pushed once, as far as the spec says."""
    key = deploy.service.repository
    return key is not None and deploy.tree.cluster.repositories[key].immutable_tags


def _build(service: Service, tags_stay: bool) -> str:
    # A repository of the spec may be of an account that the spec does not say.
    is_ecr = service.repository is not None or images.parsed(service.image).ecr
    login = _LOGIN if is_ecr else _NO_LOGIN
    push = _PUSH.format(platform=_PLATFORMS[service.architecture])
    return f"{_UNLESS_THERE if tags_stay else ''}{login}{push}"


def inputs_of(deploy: Deploy) -> list[str]:
    """Return the variables that say how jobs run: what their outputs in Terraform say."""
    return [_input(job) for job in deploy.jobs if _runs_before(job)]


def _names(deploy: Deploy) -> Mapping[str, str]:
    return {
        "service": deploy.service.key,
        "cluster": deploy.tree.cluster.ecs_name,
        "family": deploy.service.family,
        "region": deploy.tree.cluster.region,
        "path": deploy.script_path,
    }


def _how_to_run(deploy: Deploy, job: Job) -> str:
    """Return the line that asks for the subnets and groups of a job, known once they are made."""
    output = _output(job)
    # Who has no access to the state is given the output in a variable.
    return f"{output}=$(how_to_run {_input(job)} {shlex.quote(deploy.tree.folder)} {output})\n"


def _job(job: Job) -> str:
    """Return the lines that bring a job's new version; what nothing else starts runs before."""
    register = f"revision=$(new_revision {job.family} {job.name})\n"
    if not _runs_before(job):
        return f'{register}say "the next run of {job.key} is $revision"\n'
    return f'{register}run_job {job.name} "$revision" "${_output(job)}"\n'


def _runs_before(job: Job) -> bool:
    return not job.watched


def _output(job: Job) -> str:
    return f"{label(job.key)}_run_task"


def _input(job: Job) -> str:
    return _output(job).upper()


def _repository(workload: Service | Job) -> str:
    """Return the image without its version, as it is pushed."""
    return workload.image.removesuffix(images.parsed(workload.image).version)
