"""What of a Compose file has no place in a spec, with the reason and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.adopt.given import Given

Reason = tuple[str, str]

_RESOLVER = ("tasks ask the resolver of the VPC", "")
_ATTACHED = ("nothing is attached to a task", "exec: true lets you in with aws ecs execute-command")
_STARTS = ("ECS starts containers by itself", "put what has to happen before into the entrypoint")
_LIMITS = ("ECS has no such limit", "give the service cpu and memory")
_HOST = ("tasks share no host with what they were beside", "")
_ROLLED = (
    "ECS replaces tasks in its own way",
    "deployment: {minimum_healthy_percent: 100, maximum_percent: 200} says how many at once",
)

# https://docs.docker.com/reference/compose-file/services/
SERVICE: Mapping[str, Reason] = {
    "annotations": ("ECS passes none on", "labels reach Docker"),
    "attach": _ATTACHED,
    "blkio_config": _LIMITS,
    "build": ("tfgen builds no images", "build it in CI, and push it to where image says"),
    "cgroup": _HOST,
    "cgroup_parent": _HOST,
    "configs": (
        "ECS puts no files into containers",
        "build the file into the image, or read it from S3 or a parameter at the start",
    ),
    "container_name": ("ECS names containers; peers call a service by its key", ""),
    "cpu_count": _LIMITS,
    "cpu_percent": _LIMITS,
    "cpu_period": _LIMITS,
    "cpu_quota": _LIMITS,
    "cpu_rt_period": _LIMITS,
    "cpu_rt_runtime": _LIMITS,
    "cpuset": _LIMITS,
    "credential_spec": ("it is for Windows", ""),
    "depends_on": (
        "ECS starts services independently of each other",
        "let the container try again until the other answers",
    ),
    "develop": ("it is for work on a machine of one's own", ""),
    "device_cgroup_rules": _HOST,
    "dns": _RESOLVER,
    "dns_opt": _RESOLVER,
    "dns_search": _RESOLVER,
    "domainname": _RESOLVER,
    "env_file": (
        "the variables of a file are not read",
        "copy them into environment and secrets, or put the file into S3 for "
        "env_files: [s3://bucket/name.env]",
    ),
    "extra_hosts": (
        "tasks with a network of their own, as on Fargate, have no names of one's own",
        "a private zone of Route 53 has them; on instances in bridge mode extra_hosts: does",
    ),
    "external_links": ("what it links to is no service of the file", "give its address"),
    "group_add": ("ECS adds no groups", 'user: "1000:1000" has one'),
    "hostname": (
        "a task on Fargate has the name of its address",
        "peers call it by the key of the service; hostname: is for bridge mode on instances",
    ),
    "isolation": ("it is for Windows", ""),
    "label_file": ("it stands in another file", "labels: {…} in the service"),
    "links": ("peers call each other by the keys of their services", ""),
    "logging": (
        "logs go to CloudWatch",
        "logs: {destination: {type: …}} sends them elsewhere, with retention_days they are kept",
    ),
    "mac_address": _HOST,
    "mem_swappiness": ("Fargate has no swap", ""),
    "memswap_limit": ("Fargate has no swap", ""),
    "models": ("ECS runs no models beside tasks", "grant the task Amazon Bedrock"),
    "network_mode": (
        "a task of ECS has a network of its own, or that of its instance",
        "containers that share one are one service: make this one a sidecar of the other",
    ),
    "networks": ("tasks share the VPC, and security groups keep them apart", ""),
    "oom_kill_disable": _LIMITS,
    "oom_score_adj": _LIMITS,
    "pid": ("a task on Fargate has its own", "pid_mode: task shares it in the task"),
    "pids_limit": _LIMITS,
    "post_start": _STARTS,
    "pre_stop": _STARTS,
    "provider": ("it is no container", "write the address of what it provides"),
    "pull_policy": ("ECS pulls the image for each task that starts", ""),
    "runtime": ("ECS has runc, and nvidia with gpus", "gpus: 1 on an instance group with GPUs"),
    "security_opt": ("ECS passes none on to Fargate", "capabilities: {drop: [ALL]} narrows rights"),
    "shm_size": ("Fargate has 64 MiB of /dev/shm", "give it an instance group, and shm_size"),
    "stdin_open": _ATTACHED,
    "stop_signal": ("ECS sends the signal that the image asks for", "STOPSIGNAL in its Dockerfile"),
    "storage_opt": ("Fargate has 20 GiB for a task", "ephemeral_storage: 40 for more"),
    "tty": _ATTACHED,
    "userns_mode": _HOST,
    "uts": _HOST,
    "volumes_from": ("each container has mounts of its own", "mounts: [<volume>:/path] in both"),
    "ipc": ("a task on Fargate has its own", "ipc_mode: task on instances"),
}
SWARM = ("what Swarm does, ECS does in its own way", "deployment, placement and scaling have it")
# https://docs.docker.com/reference/compose-file/deploy/
DEPLOY: Mapping[str, Reason] = {
    "endpoint_mode": ("services are reached by Service Connect or a balancer", ""),
    "labels": ("they are of a service of Swarm", "tags: {…} of the service"),
    "mode": (
        "a service of ECS has a number of tasks",
        "one on each instance is a system_containers: entry",
    ),
    "placement": ("Swarm's nodes are not ECS's", "placement: {constraints: …} on instances"),
    "restart_policy": (
        "ECS starts a new task when one ends",
        "restart_policy: true keeps the task",
    ),
    "rollback_config": _ROLLED,
    "update_config": _ROLLED,
}
TOP: Mapping[str, Reason] = {
    "configs": SERVICE["configs"],
    "include": (
        "it stands in another file",
        "docker compose config prints the project as one file: import that",
    ),
    "models": SERVICE["models"],
    "networks": (
        "tasks share the VPC, and security groups keep them apart",
        "services that share a network reach each other by Service Connect",
    ),
    "version": ("Compose itself has no use for it any more", ""),
}
_EXTENSION = ("it is an extension; what services take of it stands in them", "")


def leave(entries: Mapping[str, Given], reasons: Mapping[str, Reason]) -> None:
    """Give what is left of some entries the reason for which it is."""
    for key, node in entries.items():
        if key.startswith("x-"):
            node.leave(*_EXTENSION)
        elif key in reasons:
            node.leave(*reasons[key])
