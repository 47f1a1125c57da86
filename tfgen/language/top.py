"""The whole spec: its top-level keys."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.access import Access
from tfgen.language.alerts import Alerts
from tfgen.language.ami_updates import AmiUpdates
from tfgen.language.cluster import Cluster
from tfgen.language.deployer import Deployer
from tfgen.language.field import Field
from tfgen.language.file_systems import FileSystem
from tfgen.language.iam import Iam
from tfgen.language.instance_groups import InstanceGroup
from tfgen.language.jobs import Job
from tfgen.language.let_go import Held, LetGo
from tfgen.language.load_balancers import LoadBalancer
from tfgen.language.logs import Logs
from tfgen.language.managed_instances import ManagedInstances
from tfgen.language.network import Network
from tfgen.language.platform import ApplicationName, Platform
from tfgen.language.queues import Queue
from tfgen.language.registry_auth import RegistryAuth, RegistryHost
from tfgen.language.repositories import Repository
from tfgen.language.scalars import (
    REGION_FORM,
    AccountId,
    Bool,
    Int,
    Key,
    Reads,
    Text,
    matching,
    read_text,
)
from tfgen.language.secrets import EmptySecret
from tfgen.language.section import Names, One, Section, Switch
from tfgen.language.security import Security
from tfgen.language.services import Service
from tfgen.language.state import State
from tfgen.language.system_containers import SystemContainer
from tfgen.language.variables import Variable, VariableName


class Spec(Section):
    """One ECS cluster with its network, instances and balancers."""

    version: Int = Field(ge=1, le=1, description="Version of the spec language: 1.")
    environment: Key = Field(
        description="Stage, such as acc or production; tag Environment on everything."
    )
    region: Annotated[
        str,
        matching(REGION_FORM, "an AWS region", "write its name, such as eu-west-1"),
    ] = Field(description="AWS region of the cluster.")
    # In the spec and no option of a command: a review sees it, and no command forgets it.
    new_region: Bool = Field(
        False,
        description="Whether the region is newer than tfgen's list: what depends on facts about "
        "a region is then taken on trust.",
    )
    application: ApplicationName | None = Field(
        None,
        description="Name of the application whose services and jobs these are, on a platform "
        "that is made elsewhere; part of their names. Left out: the spec is a whole cluster.",
    )
    platform: Annotated[Platform | None, One("spec")] = Field(
        None,
        description="What the application runs on; the path of the platform's spec is enough.",
    )
    account_id: AccountId | None = Field(
        None, description="The only AWS account that Terraform may touch."
    )
    profile: Text | None = Field(None, description="Named profile of the AWS CLI; not for CI.")
    # A resource takes 50, of which tfgen and AWS set some.
    tags: dict[Annotated[str, Reads(read_text)], Text] = Field(
        {}, max_length=45, description="Tags for every resource."
    )
    state: State | None = Field(
        None, description="Where Terraform keeps its state. Left out: a local file."
    )
    network: Network = Field(Network(), description="The VPC of the cluster.")
    cluster: Cluster = Field(Cluster(), description="The ECS cluster.")
    instance_groups: dict[Key, InstanceGroup] = Field(
        {}, description="Groups of EC2 instances, by name."
    )
    managed_instances: dict[Key, ManagedInstances] = Field(
        {}, description="Capacity whose instances ECS starts, patches and ends itself, by name."
    )
    load_balancers: dict[Key, LoadBalancer] = Field(
        {"default": LoadBalancer()},
        description="Load balancers, by name. Default: one named default; none: {}.",
    )
    # Docker takes an image without a host for one of docker.io.
    registry_auth: dict[RegistryHost, RegistryAuth] = Field(
        {},
        description="How images of a registry are pulled, by host; docker.io is for images "
        "without one.",
    )
    system_containers: dict[Key, SystemContainer] = Field(
        {}, description="Containers that run on every instance, by name."
    )
    file_systems: dict[Key, FileSystem] = Field(
        {}, description="File systems that tasks share, by name."
    )
    queues: dict[Key, Queue] = Field(
        {}, description="Queues of SQS that services and jobs send to and receive from, by name."
    )
    repositories: dict[Key, Repository] = Field(
        {}, description="Repositories of ECR for images of services and jobs, by name."
    )
    secrets: dict[Key, EmptySecret] = Field(
        {},
        description="Secrets of Secrets Manager that are made without a value, by name; people put "
        "it there.",
    )
    services: dict[Key, Service] = Field({}, description="ECS services, by name.")
    jobs: dict[Key, Job] = Field({}, description="Tasks that run and end, by name.")
    logs: Logs = Field(Logs(), description="CloudWatch log groups.")
    access: Access = Field(Access(), description="How people reach the instances.")
    alerts: Alerts = Field(Alerts(), description="Who is told when something breaks.")
    ami_updates: Annotated[AmiUpdates | None, Switch()] = Field(
        None,
        description="A scheduled check in the account that tells of newer images. Left out: off.",
    )
    deployer: Deployer | None = Field(
        None,
        description="Who may bring new versions of services, beside Terraform. Left out: nobody.",
    )
    iam: Iam = Field(Iam(), description="What holds for every role.")
    variables: dict[VariableName, Variable] = Field(
        {},
        description="What Terraform is given when it applies, by name: {terraform: var.<name>} "
        "where a value goes to AWS, and var.<name> in .tf files of your own.",
    )
    let_go: Annotated[dict[Held, Annotated[LetGo, One("data")]], Names()] = Field(
        {},
        description="What held data and has left the spec, by section and name: a list of names "
        "keeps it in AWS. Rendering asks for it.",
    )
    security: Security = Field(
        Security(), description="How findings are graded, and which are accepted."
    )


class Defaults(Section):
    """Fields put under each member of a section; a member says null to leave one out."""

    instance_groups: InstanceGroup | None = Field(
        None, description="Fields of every instance group."
    )
    load_balancers: LoadBalancer | None = Field(None, description="Fields of every load balancer.")
    services: Service | None = Field(None, description="Fields of every service.")
    jobs: Job | None = Field(None, description="Fields of every job.")
    system_containers: SystemContainer | None = Field(
        None, description="Fields of every system container."
    )
