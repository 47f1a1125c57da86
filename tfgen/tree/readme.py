"""What the tree's README says of one cluster, as its template sees it."""

from __future__ import annotations

from tfgen.frozen import frozen


@frozen
class AcceptedFinding:
    """A waiver, as the tree's README states it; `checks` are checkov's of the same meaning."""

    code: str
    checks: tuple[str, ...]
    reason: str
    until: str


@frozen
class Replaced:
    """How the instances of a group are replaced, as the README states it; seconds and percent."""

    name: str
    label: str
    # Whether terraform apply starts it; else somebody does, in these same steps.
    automatic: bool
    min_healthy_percentage: int
    max_healthy_percentage: int
    instance_warmup: int


@frozen
class Reached:
    """How a service is reached by others, as the tree's README states it: name and port."""

    service: str
    address: str


@frozen
class Offered:
    """What Terraform of a user's own may name: an output of a call by its address."""

    address: str
    about: str


@frozen
class LeftAlone:
    """What Terraform leaves alone once it is there, and who decides it."""

    what: str
    owner: str


@frozen
class Folded:
    """Which long tables the README shows on a click only, as GitHub and GitLab do."""

    roles: bool
    files: bool
    offered: bool
    left_alone: bool


@frozen
class Readme:
    """What the tree's README says of this cluster only; a text is empty where there is nothing."""

    # A picture of it as lines of Mermaid.
    picture: tuple[str, ...]
    # Of an application's tree: its name, and the platform's spec where there is one.
    application: str
    platform: str
    # What the spec extends, by name: where files are differs from machine to machine.
    bases: tuple[str, ...]
    # What a plan and a test have to be given.
    variables: tuple[str, ...]
    # The form of the names of the log groups.
    host_logs: str
    # The objects of S3 that instances fetch at boot.
    ecs_configs: tuple[str, ...]
    bottlerocket: bool
    ssm: bool
    session_logs: str
    ssh: bool
    bastion: bool
    instance_connect: bool
    # Groups whose instances have docker.
    group_keys: tuple[str, ...]
    emails: bool
    https: bool
    unconfirmed: bool
    budget: bool
    slack: bool
    teams: bool
    # Services whose requests go over to a new version by target groups.
    shifting: tuple[str, ...]
    shifting_peers: bool
    watched: tuple[str, ...]
    entered: tuple[str, ...]
    deploys: bool
    github: bool
    deployer_user: bool
    region: str
    follows_ami: bool
    groups: tuple[Replaced, ...]
    rolling: bool
    jobs: tuple[str, ...]
    scheduled: bool
    # Labels of jobs that Step Functions runs, for a timeout or a retry.
    workflows: tuple[str, ...]
    left_alone: tuple[LeftAlone, ...]
    # The last zone, where the network is the cluster's own and has several, with instances in them.
    last_zone: str
    # Calls whose file systems Terraform refuses to delete, and balancers that AWS does.
    file_systems: tuple[str, ...]
    protected: tuple[str, ...]
    # Calls whose queues Terraform refuses to delete, and labels of queues with a dead-letter queue.
    queues: tuple[str, ...]
    dead_letters: tuple[str, ...]
    # Calls whose repositories Terraform refuses to delete.
    repositories: tuple[str, ...]
    # Labels of secrets whose value people put.
    secrets: tuple[str, ...]
    insights_log_group: str  # what comes back after a destroy; "" where nothing does
    connected: tuple[Reached, ...]
    named: tuple[Reached, ...]
    waivers: tuple[AcceptedFinding, ...]
