"""Words of Compose, Copilot, task definitions, Kubernetes and Terraform, and what to write here.

A word stands under the section in which people write it, in lower case and without signs between
its parts: containerName, container_name and container-name are one. What stands behind it:

- a path, such as `desired_count`: the same value belongs there;
- a line, in which `{v}` is the value as it was written; it begins with a path;
- a sentence that begins with "remove it".

Of two texts the second is for a value that is a mapping. A path leads on from the section, or from
the top of the spec where its first word is no key of the section.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Told: TypeAlias = str | tuple[str, str]

_OWN_TF = "remove it: tfgen makes none; put a .tf file of your own beside the tree"
_HCL = "remove it: what the spec has no word for goes into a .tf file of your own beside the tree"
_PULLED = "remove it: ECS pulls the image for each task that starts"
_SCALE = "scaling: {min: 1, max: 10, cpu: 70}"
_COUNT = ("desired_count", _SCALE)
_ROLE = 'task_role: {statements: [{actions: [s3:GetObject], resources: ["…"]}]}'
_POLICIES = "task_role: {managed_policy_arns: [arn:…]}"
_CAPACITY = "capacity: fargate, fargate_spot or the name of an instance group"
_ROUTES = "routes: {<load balancer>: /api/*}, a pattern of the path or a host"
_ROUTE = ("routes: {{v}: /*}", _ROUTES)
_PORTS = "port: 8080; of several ports: {web: 8080, admin: 8081}"
_CHECK = (
    "health_check: {command: [CMD, curl, -f, http://localhost:8080/]}; a string runs in a shell"
)
_PROBED = "routes: {<load balancer>: {match: /*, health_check: /health}}, or health_check: …"
_STORED = (
    "volumes: {data: {}} and mounts: [data:/data]; a volume may be of efs, ebs, docker or the host"
)
_SIDECARS = "sidecars: {<name>: {image: …}}; what the main container has stands in the service"
_NET = "subnets: private or public, and security_groups: [sg-…] or ingress: {…}"
_LOGS = "logs: {retention_days: 30}, or logs: {destination: {type: …}} for another place"
_DEPLOYED = "deployment: {minimum_healthy_percent: 100, maximum_percent: 200}"
_ZONES = "network.availability_zones: {eu-west-1a: {public: 10.0.0.0/24, private: 10.0.50.0/24}}"
_SSH = "access.ssh: {key_name: {v}, from: [10.0.0.0/8]}"
_STARTED = "environment: {NAME: value}, or secrets: {NAME: /path/of/a/parameter}"

# Of Compose, of a container definition, and of a container in a pod:
# https://docs.docker.com/reference/compose-file/services/
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
# https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
_CONTAINER: dict[str, Told] = {
    "args": "command: [word, word]",
    "annotations": "labels",
    "build": "image: <registry>/<repository>:<tag>; build and push it in CI, tfgen does not",
    "capadd": "capabilities: {add: {v}}",
    "capdrop": "capabilities: {drop: {v}}",
    "cmd": "command",
    "configs": _STARTED,
    "containername": "remove it: the key names the container",
    "containerport": "port",
    "cpushares": "cpu",
    "cpus": "cpu: 512, in units: one CPU is 1024",
    "cpulimit": "cpu: 512, in units: one CPU is 1024",
    "dns": "remove it: tasks ask the resolver of the VPC",
    "dnssearch": "remove it: tasks ask the resolver of the VPC",
    "dockerlabels": "labels",
    "dependson": "depends_on: {<container>: healthy}",
    "env": "environment",
    "envs": "environment",
    "envvars": "environment",
    "environmentvariables": "environment",
    "envfile": "env_files: [s3://<bucket>/<name>.env]",
    "environmentfiles": "env_files: [s3://<bucket>/<name>.env]",
    "envfrom": _STARTED,
    "expose": _PORTS,
    "firelensconfiguration": "logs: {destination: {type: …}}; tfgen adds the router itself",
    "gpu": "gpus",
    "healthcheck": _CHECK,
    "imagepullpolicy": _PULLED,
    "imagepullsecrets": "registry_auth: {<host>: {secret_arn: …}} at the top of the spec",
    "interactive": "remove it: nothing is attached to a task; exec: true lets you in",
    "lifecycle": "stop_timeout: 60s for the time to end",
    "linuxparameters": "capabilities: {…}, shm_size: …, tmpfs: {…} or init: …, each by itself",
    "livenessprobe": _CHECK,
    "logconfiguration": _LOGS,
    "logging": _LOGS,
    "memlimit": "memory: 512, in MiB and without a unit",
    "memorylimit": "memory: 512, in MiB and without a unit",
    "memorymib": "memory",
    "memreservation": "memory_reservation: 256, in MiB and without a unit",
    "mountpoints": "mounts: [<volume>:/path], or [<volume>:/path:ro]",
    "portmappings": _PORTS,
    "privatekey": "secrets: {NAME: /path/of/a/parameter}",
    "pseudoterminal": "remove it: nothing is attached to a task; exec: true lets you in",
    "pullpolicy": _PULLED,
    "readonly": "read_only_root",
    "readonlyrootfilesystem": "read_only_root",
    "readinessprobe": _CHECK,
    "repositorycredentials": "registry_auth: {<host>: {secret_arn: …}} at the top of the spec",
    "resourcerequirements": "gpus: 1",
    "resources": "cpu: 512 and memory: 1024, in units of 1/1024 CPU and in MiB",
    "restart": "remove it: ECS starts a new task when one ends (restart_policy: true: none)",
    "restartpolicy": "restart_policy: true, where the container is to start again in its task",
    "runas": "user",
    "securitycontext": 'user: "1000", read_only_root: true or capabilities: {…}',
    "securityopt": "remove it: ECS passes no such options on to containers on Fargate",
    "startupprobe": "health_check: {command: [CMD, …], start_period: 60s}",
    "stdinopen": "remove it: nothing is attached to a task; exec: true lets you in",
    "stopgraceperiod": "stop_timeout",
    "systemcontrols": 'sysctls: {net.core.somaxconn: "1024"}',
    "terminationgraceperiodseconds": "stop_timeout: {v}s",
    "tty": "remove it: nothing is attached to a task; exec: true lets you in",
    "variables": "environment",
    "vars": "environment",
    "volumemounts": "mounts: [<volume>:/path], or [<volume>:/path:ro]",
    "volumesfrom": "mounts: [<volume>:/path] in each container, of the same volume",
    "workdir": "working_directory",
    "workingdir": "working_directory",
}

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
_TASK: dict[str, Told] = {
    "executionrolearn": "execution_role: {statements: […]}; tfgen makes the role and its rights",
    "family": "remove it: the key of the service or job names it",
    "iampolicy": _ROLE,
    "iamrole": "task_role",
    "ipc": "ipc_mode",
    "permissions": "grants: {s3: {<name>: {arn: …, access: read}}}, or " + _ROLE,
    "pid": "pid_mode",
    "policies": _POLICIES,
    "publish": "grants: {sns: {<name>: {arn: …, access: publish}}}",
    "role": "task_role",
    "rolearn": "task_role",
    "serviceaccount": "task_role: {statements: […]}, which is each service's own",
    "serviceaccountname": "task_role: {statements: […]}, which is each service's own",
    "storage": _STORED,
    "taskdefoverrides": _HCL,
    "taskexecutionrolearn": "execution_role: {statements: […]}; tfgen makes the role",
    "taskexeciamrolearn": "execution_role: {statements: […]}; tfgen makes the role",
    "taskiamrolearn": "task_role",
    "taskpolicy": _ROLE,
    "taskrolearn": "task_role",
    "tasksiamrolearn": "task_role",
    "tasksiamrolepolicies": _POLICIES,
}

_WORKLOAD: dict[str, Told] = {
    "affinity": "capacity: <instance group>, on which alone it then runs",
    "assignpublicip": "subnets: public",
    "capacityprovider": "capacity",
    "capacityproviders": "capacity: {<name>: {weight: 1}}",
    "capacityproviderstrategy": "capacity: {fargate: {weight: 1}, fargate_spot: {weight: 3}}",
    "cluster": "remove it: a spec has one cluster",
    "compute": _CAPACITY,
    "cpuarchitecture": "architecture: arm64 or x86_64",
    "environments": "extends: base.yaml in a spec for each environment",
    "hostnetwork": "network_mode: host",
    "instancegroup": "capacity",
    "launchtype": _CAPACITY,
    "network": _NET + ", or service_connect: true",
    "networkconfiguration": _NET,
    "networks": "ingress: {<name>: {port: 8080, from: [<service>]}}; tasks share the VPC",
    "platform": "architecture: arm64 or x86_64",
    "platformversion": "remove it: Fargate runs its newest platform",
    "profiles": "extends: base.yaml in a spec for each environment",
    "propagatetags": "remove it: tasks have the tags of their service",
    "requirescompatibilities": _CAPACITY,
    "runtimeplatform": "architecture: arm64 or x86_64",
    "secgroups": "security_groups",
    "securitygroup": "security_groups",
    "securitygroupids": "security_groups",
    "securitygrouprules": "ingress: {<name>: {port: 8080, from: [10.0.0.0/8]}}, and egress",
    "spot": "capacity: fargate_spot, or an instance group with spot",
    "storagegib": "ephemeral_storage",
    "subnet": "subnets: private or public; which they are stands in network",
    "subnetids": "subnets: private or public; which they are stands in network",
    "tolerations": "capacity: <instance group>, on which alone it then runs",
    "vpc": _NET,
    "containerdefinitions": _SIDECARS,
    "containers": _SIDECARS,
    "initcontainers": "sidecars: {<name>: {essential: false, …}} and depends_on: {<name>: success}",
    "nodeselector": "capacity: <instance group>, on which alone it then runs",
    "ephemeralstorage": ("ephemeral_storage", "ephemeral_storage: 40, in GiB"),
}

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
# https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/
_SERVICE: dict[str, Told] = {
    "affinity": "placement: {constraints: distinct_instance}",
    "nodeselector": 'placement: {constraints: "attribute:ecs.instance-type =~ m7g.*"}',
    "readinessprobe": _PROBED,
    "tracing": "telemetry: true",
    "observability": "telemetry: true for traces to X-Ray",
    "alb": _ROUTE,
    "alias": "load_balancers.<name>.dns: {zone_id: …, names: [{v}]}",
    "autoscaling": _SCALE,
    "autoscale": _SCALE,
    "autoscalingmaxcapacity": "scaling: {min: 1, max: {v}, cpu: 70}",
    "autoscalingmincapacity": "scaling: {min: {v}, max: 10, cpu: 70}",
    "availabilityzonerebalancing": "remove it: tfgen sets it where the placement allows it",
    "certificatearn": "load_balancers.<name>.certificate_arns: [{v}]",
    "circuitbreaker": "deployment: {circuit_breaker: true}",
    "cloudwatchloggroupretentionindays": "logs: {retention_days: {v}}",
    "count": _COUNT,
    "cron": "jobs.<name>.schedule: cron(0 3 * * ? *), as a job",
    "deploy": "desired_count, cpu, memory, scaling or deployment, each by itself",
    "deploymentcircuitbreaker": "deployment: {circuit_breaker: true}",
    "deploymentconfiguration": _DEPLOYED,
    "deploymentcontroller": "deployment: {owner: terraform}, or external for CI",
    "deploymentmaximumpercent": "deployment: {maximum_percent: {v}}",
    "deploymentminimumhealthypercent": "deployment: {minimum_healthy_percent: {v}}",
    "desired": "desired_count",
    "domain": "load_balancers.<name>.dns: {zone_id: …, names: [{v}]}",
    "enableautoscaling": _SCALE,
    "enableecsmanagedtags": "remove it: tasks have the tags of their service",
    "enableexecutecommand": "exec",
    "executecommand": "exec",
    "forcenewdeployment": "deployment: {force_new_deployment: {v}}",
    "healthcheckgraceperiodseconds": "health_check_grace_period: {v}s",
    "healthcheckpath": "routes: {<load balancer>: {match: /*, health_check: {v}}}",
    "host": "routes: {<load balancer>: {v}}",
    "hpa": _SCALE,
    "http": _ROUTES,
    "https": "routes: {<load balancer>: /*}; certificates are the load balancer's",
    "ignoretaskdefinitionchanges": "deployment: {owner: external}",
    "instances": _COUNT,
    "links": "service_connect: true in both services, which then know each other by name",
    "listener": _ROUTE,
    "loadbalancer": _ROUTE,
    "loadbalancers": _ROUTES,
    "maxcapacity": "scaling: {min: 1, max: {v}, cpu: 70}",
    "maxreplicas": "scaling: {min: 1, max: {v}, cpu: 70}",
    "mincapacity": "scaling: {min: {v}, max: 10, cpu: 70}",
    "minreadyseconds": "remove it: a new task counts when its health checks pass",
    "minreplicas": "scaling: {min: {v}, max: 10, cpu: 70}",
    "name": "remove it: the key names the service; service_name is for one that exists",
    "nlb": "routes: {<load balancer>: {listen: 443/tls}}, of a balancer with type: network",
    "orderedplacementstrategy": "placement: {strategy: [zone, {binpack: memory}]}",
    "path": "routes: {<load balancer>: {v}}",
    "placementconstraints": "placement: {constraints: distinct_instance}",
    "placementstrategy": "placement: {strategy: [zone, {binpack: memory}]}",
    "public": "routes: {<load balancer>: /*}; a balancer faces the internet by its scheme",
    "replicas": _COUNT,
    "rolling": _DEPLOYED,
    "scale": _COUNT,
    "schedule": "jobs.<name>.schedule: {v}, as a job",
    "schedulingstrategy": "system_containers: {<name>: {image: …}}, which run on each instance",
    "serviceconnectconfiguration": "service_connect: true",
    "servicediscovery": "cloud_map: {namespace: …}, or service_connect: true",
    "serviceregistries": "cloud_map: {namespace: …}",
    "stickysessions": "routes: {<load balancer>: {match: /*, stickiness: 1h}}",
    "strategy": ("deployment: {strategy: {v}}", _DEPLOYED),
    "subscribe": (
        "queues.<name>.senders: {sns: [arn:…]}, and grants: {sqs: {<name>: {access: receive}}}"
    ),
    "targetgroup": _ROUTES,
    "targetgrouparn": "routes: {<load balancer>: /*}; tfgen makes the target group",
    "type": "remove it: routes lead to the service from outside, service_connect from others",
    "updatestrategy": _DEPLOYED,
    "waitforsteadystate": "deployment: {wait: {v}}",
}

# https://aws.github.io/copilot-cli/docs/manifest/scheduled-job/
# https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/
_JOB: dict[str, Told] = {
    "activedeadlineseconds": "timeout: {v}s",
    "attempts": "retry",
    "backofflimit": "retry",
    "concurrencypolicy": "remove it: EventBridge starts each run, whatever the one before does",
    "count": "task_count",
    "cron": "schedule: cron({v}), which has six fields: minute hour day month weekday year",
    "desiredcount": "task_count",
    "name": "remove it: the key names the job",
    "true": "schedule: rate(1 hour) or cron(0 3 * * ? *)",
    "on": "schedule: rate(1 hour) or cron(0 3 * * ? *)",
    "parallelism": "task_count",
    "rate": "schedule: rate({v})",
    "replicas": "task_count",
    "retries": "retry",
    "scheduleexpression": "schedule",
    "scheduleexpressiontimezone": "timezone",
    "startingdeadlineseconds": "maximum_event_age: {v}s",
    "suspend": "enabled: false",
    "trigger": "schedule: rate(1 hour), or events: {<name>: {…}}",
    "type": "remove it: schedule, events or nothing say what starts the job",
    "tz": "timezone",
}

# Copilot has build and location below image, and the port.
_IMAGE: dict[str, Told] = {
    "build": "uri: <registry>/<repository>:<tag>; build and push it in CI, tfgen does not",
    "credentials": "registry_auth: {<host>: {secret_arn: …}} at the top of the spec",
    "image": "uri",
    "location": "uri",
    "name": "repository: <key of repositories>, or uri: <registry>/<repository>:<tag>",
    "port": "services.<name>.port: {v}, beside image",
    "pullpolicy": _PULLED,
    "sha": "digest: sha256:{v}",
    "url": "uri",
    "version": "tag",
}

# Compose has test, and probes of Kubernetes count seconds.
_CHECKED: dict[str, Told] = {
    "cmd": "command",
    "disable": "remove it: without a health_check there is none",
    "failurethreshold": "retries",
    "graceperiod": "start_period",
    "httpget": "command: [CMD, curl, -f, http://localhost:8080/]",
    "initialdelayseconds": "start_period: {v}s",
    "path": "command: [CMD, curl, -f, http://localhost:8080{v}]",
    "periodseconds": "interval: {v}s",
    "port": "command: [CMD, curl, -f, http://localhost:{v}/]",
    "test": "command",
    "timeoutseconds": "timeout: {v}s",
    "unhealthythreshold": "retries",
}

# Of the health checks of a target group, in the words of the AWS provider.
_TARGET_CHECKED: dict[str, Told] = {
    "command": "services.<name>.health_check: {command: …}; a balancer asks for a path",
    "healthythresholdcount": "healthy_threshold",
    "matcher": "success_codes",
    "retries": "unhealthy_threshold",
    "statuscodes": "success_codes",
    "unhealthythresholdcount": "unhealthy_threshold",
    "url": "path",
}

_PORT: dict[str, Told] = {
    "name": "remove it: the key names the port",
    "port": "container_port",
    "published": "host_port",
    "target": "container_port",
    "targetport": "container_port",
}

# Of Copilot's count, of a HorizontalPodAutoscaler and of Application Auto Scaling.
_SCALING: dict[str, Told] = {
    "cooldownin": "cooldown: {in: {v}}",
    "cooldownout": "cooldown: {out: {v}}",
    "cpupercentage": "cpu",
    "cputarget": "cpu",
    "maxcapacity": "max",
    "maximum": "max",
    "maxreplicas": "max",
    "maxsize": "max",
    "memorypercentage": "memory",
    "memorytarget": "memory",
    "mincapacity": "min",
    "minimum": "min",
    "minreplicas": "min",
    "minsize": "min",
    "policies": "cpu: 70, memory, requests_per_target, queue, metrics or steps",
    "queuedelay": "queue: {name: <key of queues>, messages_per_task: 10}",
    "range": "min: 1 and max: 10",
    "requests": "requests_per_target",
    "scaleincooldown": "cooldown: {in: 300s}",
    "scaleoutcooldown": "cooldown: {out: 60s}",
    "spot": "services.<name>.capacity: {fargate: {base: 1}, fargate_spot: {weight: 1}}",
    "targetcpu": "cpu",
    "targetcpuutilizationpercentage": "cpu",
    "targetmemoryutilizationpercentage": "memory",
    "targetvalue": "cpu: 70, the metric that is held at the value",
}

_DEPLOYMENT: dict[str, Told] = {
    "controller": "owner: terraform, or external for CI",
    "deploymentcircuitbreaker": ("circuit_breaker", "circuit_breaker: true"),
    "max": "maximum_percent",
    "maxsurge": "maximum_percent: 200, in per cent of desired_count",
    "maxunavailable": "minimum_healthy_percent: 50, in per cent of desired_count",
    "min": "minimum_healthy_percent",
    "minimumhealthypercentage": "minimum_healthy_percent",
    "rollback": "circuit_breaker",
    "rollbackonfailure": "circuit_breaker",
    "rolling": "strategy: rolling; for recreate minimum_healthy_percent: 0, maximum_percent: 100",
    "type": "strategy",
}

_ROUTE_WORDS: dict[str, Told] = {
    "alias": "match: {v}, or a host with a path: www.example.com/*",
    "alb": "load_balancer",
    "certificate": "load_balancers.<name>.certificate_arns: [{v}]",
    "deregistrationdelayseconds": "deregistration_delay: {v}s",
    "healthcheckpath": "health_check",
    "host": "match",
    "hosts": "match",
    "listener": "load_balancer",
    "path": "match",
    "pathpattern": "match",
    "paths": "match",
    "pathpatterns": "match",
    "pattern": "match",
    "priority": "match: [{pattern: /*, priority: {v}}]",
    "rule": "match",
    "stickysessions": "stickiness: 1h",
    "targetcontainer": "container",
    "targetport": "port: <name of a port>",
}

# Of a task definition, and of a pod.
_VOLUME: dict[str, Told] = {
    "dockervolumeconfiguration": "docker: {}",
    "driver": "docker: {driver: {v}}",
    "efsvolumeconfiguration": "efs: {file_system: <key of file_systems, or fs-…>}",
    "emptydir": "remove it: {} is scratch space of the task",
    "filesystemid": "efs: {file_system: {v}}",
    "host": ("host_path", "host_path: /path"),
    "hostpath": ("host_path", "host_path: /path"),
    "name": "remove it: the key names the volume",
    "path": "mounts: [<volume>:{v}] in the container",
    "persistentvolumeclaim": "efs: {file_system: <key of file_systems>}, or ebs: {size: 20}",
    "readonly": "mounts: [<volume>:/path:ro] in the container",
    "size": "ebs: {size: {v}}",
    "sizeingib": "ebs: {size: {v}}",
}

# valueFrom of ECS is either of two stores, which this language tells apart.
_SECRET: dict[str, Told] = {
    "fromcfn": "arn",
    "jsonkey": "key",
    "parameter": "ssm",
    "parameterstore": "ssm",
    "property": "key",
    "secretname": "secretsmanager",
    "ssmparameter": "ssm",
    "valuefrom": "arn: {v}, or ssm: /path/of/a/parameter",
}

# Drivers of Docker: this language names a destination, and finds the driver.
_LOG_WORDS: dict[str, Told] = {
    "driver": "remove it: logs go to CloudWatch; destination: {type: …} sends them elsewhere",
    "group": "prefix: {v}, of all groups of the cluster",
    "groupname": "prefix: {v}, of all groups of the cluster",
    "logdriver": "remove it: logs go to CloudWatch; destination: {type: …} sends them elsewhere",
    "loggroup": "prefix: {v}, of all groups of the cluster",
    "options": "destination: {type: …}, with the options as its keys",
    "retention": "retention_days",
    "retentionindays": "retention_days",
}

_LOG_GROUPS: dict[str, Told] = {
    name: "logs.prefix: {v}, of all groups of the cluster"
    for name in ("group", "groupname", "loggroup")
}

_ULIMIT: dict[str, Told] = {
    "hardlimit": "hard",
    "name": "remove it: the key names the limit",
    "softlimit": "soft",
}

# https://registry.terraform.io/modules/terraform-aws-modules/vpc/aws/latest
_NETWORK: dict[str, Told] = {
    "azs": _ZONES,
    "cidrblock": "cidr",
    "enablednshostnames": "remove it: the VPC has them",
    "enablednssupport": "remove it: the VPC has it",
    "enableflowlog": "flow_logs",
    "enableflowlogs": "flow_logs",
    "enableipv6": "ipv6",
    "enablenatgateway": "nat: per_az, single, instance or none",
    "flowlog": "flow_logs",
    "id": "vpc_id",
    "mappubliciponlaunch": "remove it: services say subnets: public",
    "natgateway": "nat: per_az, single, instance or none",
    "natgateways": "nat: per_az, single, instance or none",
    "onenatgatewayperaz": "nat: per_az",
    "privatesubnets": _ZONES,
    "publicsubnets": _ZONES,
    "securitygroups": "services.<name>.ingress: {…}, or instance_groups.<name>.ingress",
    "singlenatgateway": "nat: single",
    "subnets": _ZONES,
    "vpccidr": "cidr",
    "vpcendpoints": "endpoints",
    "zones": _ZONES,
}

# https://registry.terraform.io/modules/terraform-aws-modules/ecs/aws/latest
_CLUSTER: dict[str, Told] = {
    "capacityproviders": "fargate: [fargate, fargate_spot]; each instance group has its own",
    "clustername": "name",
    "clustersettings": "container_insights: enhanced, enabled or disabled",
    "configuration": "access.exec: {logs: true}, for execute-command",
    "containerinsight": "container_insights",
    "defaultcapacityproviderstrategy": "default_capacity: {fargate: {weight: 1}}",
    "fargatecapacityproviders": "fargate: [fargate, fargate_spot]",
    "insights": "container_insights",
    "instances": "instance_groups: {default: {instance_type: t3.small}} at the top of the spec",
    "instancetype": "instance_groups: {default: {instance_type: {v}}} at the top of the spec",
    "network": "network: {…} at the top of the spec",
    "servicediscovery": "service_connect: {namespace: …}",
    "settings": "container_insights: enhanced, enabled or disabled",
}

# https://registry.terraform.io/modules/terraform-aws-modules/alb/aws/latest
_BALANCER: dict[str, Told] = {
    "accesslog": "access_logs",
    "certificate": "certificate_arns",
    "certificatearn": "certificate_arns",
    "certificates": "certificate_arns",
    "dnsname": "dns: {zone_id: …, names: [{v}]}",
    "domain": "dns: {zone_id: …, names: [{v}]}",
    "domainname": "dns: {zone_id: …, names: [{v}]}",
    "domains": "dns: {zone_id: …, names: {v}}",
    "enabledeletionprotection": "deletion_protection",
    "host": "dns: {zone_id: …, names: [{v}]}",
    "hostedzoneid": "dns: {zone_id: {v}, names: [www.example.com]}",
    "https": "certificate_arns: [arn:…], or dns: {certificate: true, …}",
    "httpredirect": "http: redirect",
    "ingresscidrs": "allowed_cidrs",
    "internal": "scheme: internal",
    "internetfacing": "scheme: internet-facing",
    "listener": "services.<name>.routes: {<load balancer>: /*}; ports follow from certificates",
    "loadbalancertype": "type",
    "public": "scheme: internet-facing",
    "redirecthttptohttps": "http: redirect",
    "securitygroup": "security_groups",
    "sourceips": "allowed_cidrs",
    "sslcertificate": "certificate_arns",
    "subnets": "scheme: internal or internet-facing, which has private or public subnets",
    "targetgroups": "services.<name>.routes: {<load balancer>: /*}; each makes one",
    "tls": "certificate_arns: [arn:…], or dns: {certificate: true, …}",
    "vpcid": "network.vpc_id: {v}",
    "wafarn": "waf",
    "webaclarn": "waf",
    "zoneid": "dns: {zone_id: {v}, names: [www.example.com]}",
}

# https://registry.terraform.io/modules/terraform-aws-modules/autoscaling/aws/latest
_GROUP: dict[str, Told] = {
    "ami": "ami_id",
    "asgdesired": "desired_capacity",
    "asgmax": "max_size",
    "asgmin": "min_size",
    "blockdevicemappings": "root_volume: {size: 50}",
    "count": "desired_capacity",
    "desired": "desired_capacity",
    "desiredcount": "desired_capacity",
    "desiredsize": "desired_capacity",
    "diskgb": "root_volume: {size: {v}}",
    "disksize": "root_volume: {size: {v}}",
    "iaminstanceprofile": "instance_role: {managed_policy_arns: […]}; tfgen makes the profile",
    "iamrole": "instance_role: {statements: […]}; tfgen makes the role",
    "imageid": "ami_id",
    "instancecount": "desired_capacity",
    "keyname": _SSH,
    "keypair": _SSH,
    "max": "max_size",
    "maxcapacity": "max_size",
    "maxcount": "max_size",
    "maximumsize": "max_size",
    "min": "min_size",
    "mincapacity": "min_size",
    "mincount": "min_size",
    "minimumsize": "min_size",
    "mixedinstancespolicy": "instance_types: [m7i.large, m6i.large] and spot: {percent: 50}",
    "name": "remove it: the key names the group; autoscaling_group_name is for one that exists",
    "os": "ami_family",
    "rootvolumesize": "root_volume: {size: {v}}",
    "size": "desired_capacity",
    "sshkey": _SSH,
    "targetcapacity": "capacity_provider: {target_capacity: {v}}",
    "type": "instance_type",
    "types": "instance_types",
    "userdata": "boot_commands: commands that a shell runs after ECS's own",
    "volumesize": "root_volume: {size: {v}}",
}

# What people call the sections, and the kinds of what other tools have at their top.
_SPEC: dict[str, Told] = {
    "account": "account_id",
    "alb": "load_balancers: {<name>: {}}",
    "albs": "load_balancers: {<name>: {}}",
    "alarms": "alerts: {emails: [ops@example.com]}, and alarms in each service",
    "apiversion": "remove it: version: 1 is the version of the language",
    "app": "application",
    "asg": "instance_groups: {<name>: {instance_type: t3.small}}",
    "autoscalinggroups": "instance_groups: {<name>: {instance_type: t3.small}}",
    "awsaccountid": "account_id",
    "awsprofile": "profile",
    "awsregion": "region",
    "backend": "state",
    "bastion": "access: {bastion: {allowed_cidrs: [203.0.113.0/24]}}",
    "buckets": _OWN_TF,
    "budget": "alerts: {budget: {amount: 100}}",
    "certificates": "load_balancers.<name>.certificate_arns: [arn:…]",
    "cidr": "network: {cidr: {v}}",
    "clustername": "cluster: {name: {v}}",
    "configs": "services.<name>.environment: {NAME: value}",
    "containers": "services: {<name>: {image: …}}",
    "crons": "jobs: {<name>: {schedule: cron(0 3 * * ? *), image: …}}",
    "cronjobs": "jobs: {<name>: {schedule: cron(0 3 * * ? *), image: …}}",
    "databases": _OWN_TF,
    "daemons": "system_containers: {<name>: {image: …}}",
    "daemonsets": "system_containers: {<name>: {image: …}}",
    "deployments": "services: {<name>: {image: …}}",
    "domain": "load_balancers.<name>.dns: {zone_id: …, names: [{v}]}",
    "dynamodb": _OWN_TF,
    "ec2": "instance_groups: {<name>: {instance_type: t3.small}}",
    "ecr": "repositories: {<name>: {}}",
    "ecs": "cluster",
    "ecscluster": "cluster",
    "efs": "file_systems: {<name>: {}}",
    "env": "environment",
    "filesystem": "file_systems: {<name>: {}}",
    "iamrole": "services.<name>.task_role: {statements: […]}, or iam: {permissions_boundary: …}",
    "instances": "instance_groups: {<name>: {instance_type: t3.small}}",
    "instancetype": "instance_groups: {default: {instance_type: {v}}}",
    "kind": "remove it: services, jobs and the other sections say what each is",
    "listeners": "services.<name>.routes: {<load balancer>: /*}",
    "locals": _HCL,
    "metadata": "environment: acc for the name of the stage, and tags: {…}",
    "modules": _HCL,
    "monitoring": "alerts: {emails: [ops@example.com]}, and alarms in each service",
    "name": "cluster: {name: {v}}",
    "namespace": "environment",
    "nat": "network: {nat: {v}}",
    "networks": "network: {cidr: 10.0.0.0/16}, the VPC that all tasks share",
    "nlb": "load_balancers: {<name>: {type: network}}",
    "nodegroups": "instance_groups: {<name>: {instance_type: t3.small}}",
    "outputs": _HCL,
    "project": "environment: acc, or application: {v} on a platform",
    "provider": "region: eu-west-1; versions of the provider are tfgen's",
    "providers": "region: eu-west-1; versions of the provider are tfgen's",
    "queue": "queues: {<name>: {}}",
    "rds": _OWN_TF,
    "redis": _OWN_TF,
    "resources": _HCL,
    "route53": "load_balancers.<name>.dns: {zone_id: …, names: [www.example.com]}",
    "s3": _OWN_TF,
    "scheduledtasks": "jobs: {<name>: {schedule: cron(0 3 * * ? *), image: …}}",
    "sns": _OWN_TF,
    "spec": "services: {<name>: {image: …}}",
    "sqs": "queues: {<name>: {}}",
    "ssh": "access: {ssh: {key_name: …, from: [10.0.0.0/8]}}",
    "stacks": "application: {v} in a spec for each",
    "stage": "environment",
    "subnets": _ZONES,
    "taskdefinitions": "services: {<name>: {image: …}}, or jobs",
    "tasks": "jobs: {<name>: {image: …}}",
    "terraform": "state: {bucket: …}; versions are tfgen's",
    "topics": _OWN_TF,
    "volumes": "services.<name>.volumes: {data: {}}, or file_systems: {data: {}} for EFS",
    "vpc": "network",
    "vpcid": "network: {vpc_id: {v}}",
    "waf": "load_balancers.<name>.waf: true",
    "workers": "services: {<name>: {image: …}}, without routes",
}

# By the class of the section: a word of Container holds in services, jobs and sidecars too. Two
# classes have one name: their files tell them apart.
WORDS: Mapping[str, Mapping[str, Told]] = {
    "Spec": _SPEC,
    "Network": _NETWORK,
    "Cluster": _CLUSTER,
    "InstanceGroup": _GROUP,
    "LoadBalancer": _BALANCER,
    "Container": _CONTAINER,
    "Task": _TASK,
    "Workload": _WORKLOAD,
    "Service": _SERVICE,
    "Job": _JOB,
    "ContainerImage": _IMAGE,
    "container_parts.HealthCheck": _CHECKED,
    "load_balancers.HealthCheck": _TARGET_CHECKED,
    "Port": _PORT,
    "Scaling": _SCALING,
    "Deployment": _DEPLOYMENT,
    "Route": _ROUTE_WORDS,
    "Volume": _VOLUME,
    "Secret": _SECRET,
    "TaskLogs": {**_LOG_WORDS, **_LOG_GROUPS},
    "Logs": _LOG_WORDS,
    "Ulimit": _ULIMIT,
}
