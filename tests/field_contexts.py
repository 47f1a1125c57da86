"""Small valid specs that each put some sections in a place of their own, and what of them is tried
there."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml
from field_values import CERTIFICATE, PUBLIC_KEY
from spec_data import LOADER

Path = tuple[str | int, ...]
_STATELESS = """
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
"""
_HEAD = f"{_STATELESS}state: {{bucket: acme-terraform-state}}\n"
_GROUP = "instance_groups: {default: {instance_type: m7i.large}}\n"
_BARE = _HEAD + _GROUP + "load_balancers: {}\n"
_WEB = "image: public.ecr.aws/acme/web:1.0, cpu: 256, memory: 512"
_HELPER = "image: public.ecr.aws/acme/helper:1.0, cpu: 64, memory: 64"
_NAMES = "zone_id: Z0123456789ABCDEFGHIJ, names: [www.example.com]"
_SUBNETS = """
    eu-west-1a: {public: subnet-0a1b2c3d4e5f60701, private: subnet-0a1b2c3d4e5f60711}
    eu-west-1b: {public: subnet-0a1b2c3d4e5f60702, private: subnet-0a1b2c3d4e5f60712}
"""


class Context(NamedTuple):
    """A spec, and the paths below which its fields are tried."""

    spec: dict[str, Any]
    paths: tuple[Path, ...]


def _context(text: str, *paths: str) -> Context:
    spec = yaml.load(text, LOADER)
    return Context(spec, tuple(tuple(path.split(".")) if path else () for path in paths))


def _service(fields: str, *parts: str, more: str = "", head: str = _BARE) -> Context:
    text = f"{head}services:\n  web: {{{_WEB}, {fields}}}\n{more}"
    return _context(text, *(f"services.web.{part}".rstrip(".") for part in parts or ("",)))


def _balancer(fields: str, more: str = "") -> Context:
    text = f"{_HEAD}{_GROUP}load_balancers: {{edge: {{{fields}}}}}\n{more}"
    return _context(text, "load_balancers.edge")


def _network(fields: str, more: str = "") -> Context:
    return _context(f"{_HEAD}{_GROUP}network: {{{fields}}}\n{more}", "network")


def _group(fields: str) -> Context:
    return _context(
        f"{_HEAD}instance_groups: {{default: {{{fields}}}}}\n", "instance_groups.default"
    )


_PLATFORM = """
application: orders
platform:
  cluster: legacy
  vpc_id: vpc-0a1b2c3d4e5f60718
  cidr: 10.0.0.0/16
  private_subnets: {eu-west-1a: subnet-0a1b2c3d4e5f60721, eu-west-1b: subnet-0a1b2c3d4e5f60722}
  public_subnets: {eu-west-1a: subnet-0a1b2c3d4e5f60723, eu-west-1b: subnet-0a1b2c3d4e5f60724}
  load_balancers:
    public:
      arn: arn:aws:elasticloadbalancing:eu-west-1:012345678901:loadbalancer/app/legacy/0123456789abcdef
      https_listener_arn: arn:aws:elasticloadbalancing:eu-west-1:012345678901:listener/app/legacy/0123456789abcdef/0123456789abcdef
      http_listener_arn: arn:aws:elasticloadbalancing:eu-west-1:012345678901:listener/app/legacy/0123456789abcdef/0123456789abcde0
      security_group: sg-0a1b2c3d4e5f60733
  capacity:
    instances: {capacity_provider: Legacy, instance_type: m7i.large, security_group: sg-0a1b2c3d4e5f60732}
  service_connect: legacy
  exec: {kms_key_arn: "arn:aws:kms:eu-west-1:012345678901:key/1f2e3d4c-0000-4000-8000-0123456789ab", log_group: /legacy/exec}
file_systems: {shared: {}}
services:
  web:
    image: public.ecr.aws/acme/web:1.0
    capacity: instances
    memory: 512
    volumes: {data: {efs: shared}}
    mounts: ["data:/data"]
    exec: true
  api:
    image: public.ecr.aws/acme/web:1.0
    capacity: fargate
    subnets: public
    cpu: 256
    memory: 512
    port: 8080
    routes: {public: www.example.com}
    service_connect: true
    ingress: {peers: {port: 8080, from: 10.0.0.0/16}}
"""
_TOP = (
    "environment",
    "region",
    "account_id",
    "profile",
    "tags",
    "network",
    "cluster",
    "logs",
    "access",
    "alerts",
    "state",
    "ami_updates",
    "deployer",
    "iam",
    "registry_auth",
    "file_systems",
    "queues",
    "repositories",
    "secrets",
)
_APPLICATION = _HEAD + _GROUP + "load_balancers: {edge: {}}\n"
_HTTPS = _HEAD + _GROUP + f"load_balancers: {{edge: {{certificate_arns: '{CERTIFICATE}'}}}}\n"
_NETWORK = _HEAD + _GROUP + "load_balancers: {edge: {type: network}}\n"
_NETWORK_TLS = (
    _HEAD
    + _GROUP
    + f"load_balancers: {{edge: {{type: network, certificate_arns: '{CERTIFICATE}'}}}}\n"
)
_SECRET = "arn:aws:secretsmanager:eu-west-1:012345678901:secret:ghcr-Ab12Cd"
_OIDC = (
    "{issuer: 'https://login.example.com', "
    "authorization_endpoint: 'https://login.example.com/oauth2/authorize', "
    "token_endpoint: 'https://login.example.com/oauth2/token', "
    "user_info_endpoint: 'https://login.example.com/oauth2/userinfo', client_id: web, "
    "client_secret_arn: 'arn:aws:secretsmanager:eu-west-1:012345678901:secret:login-Ab12Cd'}"
)
_COGNITO = (
    "{user_pool_arn: 'arn:aws:cognito-idp:eu-west-1:012345678901:userpool/eu-west-1_Ab12Cd34E', "
    "user_pool_client_id: web, user_pool_domain: acme-login}"
)
_WEB_ACL = (
    "arn:aws:wafv2:eu-west-1:012345678901:regional/webacl/edge/0a1b2c3d-0000-4000-8000-0123456789ac"
)
_ROUTE = "port: 8080, routes: {edge: {match: www.example.com}}"

CONTEXTS: dict[str, Context] = {
    # the whole
    "cluster": _context(_HEAD + _GROUP, *_TOP),
    "without-instances": _context(_HEAD, "cluster", "logs", "access", "alerts", "ami_updates"),
    "with-services": _context(
        f"{_BARE}services: {{web: {{{_WEB}}}, api: {{{_WEB}, port: 80, service_connect: true}}}}\n",
        "cluster",
        "logs",
        "alerts",
        "deployer",
        "registry_auth",
    ),
    "two-groups": _context(
        f"{_HEAD}instance_groups: {{a: {{instance_type: m7i.large}}, b: {{instance_type: m7i.large}}}}\n"
        f"services: {{web: {{{_WEB}, capacity: {{a: 1, b: 1}}}}}}\n",
        "cluster",
        "services.web.capacity",
    ),
    "external": _context(
        f"{_BARE}services: {{web: {{{_WEB}, deployment: {{owner: external}}}}}}\ndeployer: {{github: acme/shop}}\n",
        "deployer",
        "services.web.deployment",
    ),
    "gitlab": _context(f"{_BARE}deployer: {{gitlab: acme/shop}}\n", "deployer"),
    "bitbucket": _context(
        f"{_BARE}deployer: {{bitbucket: {{workspace: acme, "
        "workspace_uuid: 0a1b2c3d-0000-4000-8000-0123456789ab, "
        "repository_uuid: 0a1b2c3d-0000-4000-8000-0123456789ac, "
        "environment_uuids: 0a1b2c3d-0000-4000-8000-0123456789ad}}\n",
        "deployer",
    ),
    "given": _context(
        f"{_HEAD}{_GROUP}variables: {{domain: {{description: Domain of the shop}}}}\n",
        "variables",
    ),
    "let-go": _context(_HEAD + _GROUP + "let_go: [services.gone]\n", "let_go"),
    # network
    "nat-single": _network("nat: single"),
    "nat-none": _network("nat: none"),
    "nat-none-private": _network("nat: none", "load_balancers: {}\n"),
    "nat-instance": _network("nat: instance"),
    "nat-regional": _network("nat: regional"),
    "no-gateway": _context(
        f"{_HEAD}{_GROUP}load_balancers: {{}}\nnetwork: {{nat: none, internet_gateway: false}}\n",
        "network",
    ),
    "zones": _network("availability_zones: {eu-west-1a: {}, eu-west-1b: {private: 10.0.60.0/24}}"),
    "existing-vpc": _context(
        f"{_HEAD}{_GROUP}network:\n  vpc_id: vpc-0a1b2c3d4e5f60718\n  cidr: 10.0.0.0/16\n"
        f"  availability_zones:{_SUBNETS}",
        "network",
        "load_balancers.default",
        "access",
    ),
    "no-flow-logs": _network("flow_logs: false"),
    "endpoint-policies": _network(
        "endpoints: [s3, sqs], endpoint_policies: {s3: [{actions: ['s3:GetObject'], "
        "resources: ['*']}], sqs: [{actions: ['sqs:*'], resources: ['*'], "
        "conditions: {StringEquals: {'aws:PrincipalAccount': '012345678901'}}}]}"
    ),
    "routed": _network(
        "nat: single, routes: {10.99.0.0/16: {transit_gateway_id: tgw-0a1b2c3d4e5f60718}, "
        "10.98.0.0/16: {gateway_id: vgw-0a1b2c3d4e5f60718}, "
        "10.97.0.0/16: {network_interface_id: eni-0a1b2c3d4e5f60718}, "
        "10.96.0.0/16: {vpc_peering_connection_id: pcx-0a1b2c3d4e5f60718}}"
    ),
    # instance groups
    "group": _group("instance_type: m7i.large"),
    "group-gp2": _group("instance_type: m7i.large, root_volume: {type: gp2}"),
    "group-io2": _group("instance_type: m7i.large, root_volume: {type: io2, iops: 1000}"),
    "group-requirements": _group(
        "instance_requirements: {vcpu_count: {min: 2, max: 32}, memory_mib: {min: 4096, max: 131072}, "
        "memory_gib_per_vcpu: {min: 1, max: 8}, network_interface_count: {min: 2, max: 8}}"
    ),
    "group-requirements-spot": _group(
        "instance_requirements: {vcpu_count: 2, memory_mib: 4096}, spot: 50"
    ),
    "group-reserved": _group("instance_type: m7i.large, capacity_reservation: {}"),
    "group-maintained": _group(
        "instance_type: m7i.large, "
        "instance_maintenance_policy: {min_healthy_percentage: 100, max_healthy_percentage: 150}"
    ),
    "group-pool": _group("instance_type: m7i.large, warm_pool: {max_group_prepared_capacity: 4}"),
    "group-pool-running": _group("instance_type: m7i.large, warm_pool: {pool_state: running}"),
    "group-mixed": _group("instance_types: [m7i.large, m6i.large]"),
    "group-spot": _group("instance_types: [m7i.large, m6i.large], spot: 50"),
    "group-all-spot": _group("instance_types: [m7i.large, m6i.large], spot: 100"),
    "group-no-spot": _group("instance_types: [m7i.large, m6i.large], spot: 0"),
    "group-bottlerocket": _group("instance_type: m7i.large, ami_family: bottlerocket"),
    "group-public": _group("instance_type: m7i.large, subnets: public"),
    "group-no-refresh": _group("instance_type: m7i.large, refresh: false"),
    "group-fixed-size": _group("instance_type: m7i.large, min_size: 2, max_size: 2"),
    "group-rules": _group(
        "instance_type: m7i.large, ingress: {metrics: {port: 9100, from: 10.0.0.0/8}}, "
        "egress: {all: {protocol: all, to: 0.0.0.0/0}}"
    ),
    # load balancers
    # an application on a platform that exists
    "of-a-platform": _context(
        f"{_HEAD}{_PLATFORM}",
        "application",
        *(f"platform.{field}" for field in ("cluster", "vpc_id", "cidr", "private_subnets")),
        *(f"platform.{field}" for field in ("public_subnets", "load_balancers", "capacity")),
        *(f"platform.{field}" for field in ("service_connect", "exec")),
    ),
    "application": _balancer(""),
    "application-https": _balancer(f"certificate_arns: '{CERTIFICATE}'"),
    "application-mutual": _context(
        f"{_HEAD}{_GROUP}load_balancers: {{edge: {{certificate_arns: '{CERTIFICATE}', "
        "mutual_authentication: {trust_store_arn: 'arn:aws:elasticloadbalancing:eu-west-1:"
        "012345678901:truststore/clients/0123456789abcdef'}}}\n",
        "load_balancers.edge.mutual_authentication",
    ),
    "application-passthrough": _context(
        f"{_HEAD}{_GROUP}load_balancers: {{edge: {{certificate_arns: '{CERTIFICATE}', "
        "mutual_authentication: {mode: passthrough}}}\n",
        "load_balancers.edge.mutual_authentication",
    ),
    "application-dns": _balancer(f"dns: {{{_NAMES}}}"),
    "application-dns-plain": _balancer(f"dns: {{{_NAMES}, certificate: false}}"),
    "application-internal": _balancer("scheme: internal"),
    "application-fixed": _balancer("fixed_response: 404"),
    "application-only-https": _balancer(f"http: none, certificate_arns: '{CERTIFICATE}'"),
    "application-rules": _context(
        f"{_HEAD}{_GROUP}load_balancers: {{edge: {{rules: {{"
        "moved: {match: www.example.com, redirect: {host: example.com, path: /new}}, "
        "closed: {match: closed.example.com, fixed_response: 503}}}}\n",
        "load_balancers.edge",
    ),
    "application-waf": _balancer(
        "waf: {managed_rule_groups: {AWSManagedRulesCommonRuleSet: "
        "{counted_rules: [NoUserAgent_HEADER]}, AWSManagedRulesKnownBadInputsRuleSet: {}}, "
        "rate_limit: 1000, mode: count}"
    ),
    "application-waf-given": _balancer(f"waf: '{_WEB_ACL}'"),
    "application-group": _balancer("default_target_group: {}"),
    "network-balancer": _balancer(
        "type: network",
        f"services: {{web: {{{_WEB}, port: 80, routes: {{edge: {{listen: 80/tcp}}}}}}}}\n",
    ),
    "network-tls": _balancer(
        f"type: network, certificate_arns: '{CERTIFICATE}'",
        f"services: {{web: {{{_WEB}, port: 80, routes: {{edge: {{listen: 443/tls}}}}}}}}\n",
    ),
    "network-dns": _balancer(
        f"type: network, dns: {{{_NAMES}}}",
        f"services: {{web: {{{_WEB}, port: 80, routes: {{edge: {{listen: 443/tls}}}}}}}}\n",
    ),
    "network-dns-tcp": _balancer(
        f"type: network, dns: {{{_NAMES}, certificate: false}}",
        f"services: {{web: {{{_WEB}, port: 80, routes: {{edge: {{listen: 80/tcp}}}}}}}}\n",
    ),
    "network-idle": _balancer("type: network"),
    "network-internal": _balancer(
        "type: network, scheme: internal",
        f"services: {{web: {{{_WEB}, port: 80, routes: {{edge: {{listen: 80/tcp}}}}}}}}\n",
    ),
    "classic": _balancer(
        "type: classic, listeners: {web: {port: 80, protocol: http, instance_port: 8080}}"
    ),
    "classic-of-two": _context(
        f"{_HEAD}instance_groups: {{default: {{instance_type: m7i.large}}, other: {{instance_type: m7i.large}}}}\n"
        "load_balancers: {edge: {type: classic, listeners: {web: {port: 80, instance_port: 8080}}}}\n",
        "load_balancers.edge.instance_groups",
    ),
    "classic-https": _balancer(
        f"type: classic, certificate_arns: '{CERTIFICATE}', dns: {{{_NAMES}}},"
        "listeners: {web: {port: 443, protocol: https, instance_port: 8080}}"
    ),
    "classic-internal": _balancer(
        "type: classic, scheme: internal, listeners: {web: {port: 80, protocol: http, instance_port: 8080}},"
        "health_check: HTTP:8080/"
    ),
    # services
    "service": _service("port: 8080"),
    "service-bare": _service(
        "command: [serve]", "port", "ports", "service_connect", "cloud_map", "routes"
    ),
    "service-ports": _service(
        "ports: {web: 8080, other: 9090}", "ports", "service_connect", "cloud_map"
    ),
    "service-awsvpc": _service("port: 8080, network_mode: awsvpc"),
    "service-host": _service("port: 8080, network_mode: host"),
    "service-host-ports": _service("ports: {web: 8080}, network_mode: host", "ports"),
    "service-fargate": _service("port: 8080, capacity: fargate"),
    "service-fargate-sidecar": _service(
        f"capacity: fargate, sidecars: {{helper: {{{_HELPER}}}}}",
        "sidecars",
        "cpu",
        "memory",
        "volumes",
        "ephemeral_storage",
    ),
    "service-fargate-shared": _service(
        "capacity: fargate, sidecars: {helper: {image: 'public.ecr.aws/acme/helper:1.0'}}",
        "sidecars",
        "pid_mode",
        "depends_on",
    ),
    "service-gpus": _service(
        f"gpus: 1, sidecars: {{helper: {{{_HELPER}}}}}",
        "gpus",
        "sidecars",
        "memory",
        head=_HEAD
        + "instance_groups: {default: {instance_type: g5.12xlarge}}\nload_balancers: {}\n",
    ),
    "service-managed": _service(
        "capacity: managed",
        "",
        head=f"{_HEAD}managed_instances: {{managed: {{}}}}\nload_balancers: {{}}\n",
    ),
    "managed-instances": _context(
        f"{_HEAD}managed_instances: {{default: {{}}}}\nload_balancers: {{}}\n", "managed_instances"
    ),
    "managed-instances-required": _context(
        f"{_HEAD}managed_instances: {{default: {{instance_requirements: "
        "{vcpu_count: {min: 2}, memory_mib: {min: 4096}}}}\nload_balancers: {}\n",
        "managed_instances.default",
    ),
    "managed-instances-spot": _context(
        f"{_HEAD}managed_instances: {{default: {{capacity_option_type: spot, "
        "instance_requirements: {vcpu_count: {min: 2, max: 9999}, memory_mib: {min: 4096}}}}\n"
        "load_balancers: {}\n",
        "managed_instances.default.instance_requirements",
    ),
    "service-sized": _context(
        f"{_BARE}services: {{web: {{image: 'public.ecr.aws/acme/web:1.0', task_memory: 1024, "
        f"task_cpu: 512, sidecars: {{helper: {{image: 'public.ecr.aws/acme/helper:1.0'}}}}}}}}\n",
        *(
            f"services.web.{field}"
            for field in ("task_memory", "task_cpu", "memory", "memory_reservation", "cpu")
        ),
        "services.web.sidecars",
        "services.web.logs",
        "services.web.service_connect",
    ),
    "service-mixed-fargate": _service(
        "capacity: {fargate: 1, fargate_spot: 2}", "capacity", "placement"
    ),
    "service-sidecar": _service(
        f"port: 8080, sidecars: {{helper: {{{_HELPER}}}}}", "sidecars", "depends_on", "essential"
    ),
    "service-route": _service(_ROUTE, head=_APPLICATION),
    "service-route-awsvpc": _service(
        f"{_ROUTE}, network_mode: awsvpc",
        "routes",
        "ports",
        "network_mode",
        "ingress",
        "egress",
        "scaling",
        head=_APPLICATION,
    ),
    "service-route-sidecar": _service(
        f"port: 8080, sidecars: {{helper: {{{_HELPER}, ports: {{web: 8080, health: '8081:8081'}}}}}}, "
        "routes: {edge: {match: www.example.com, container: helper, port: web}}",
        "routes",
        head=_APPLICATION,
    ),
    "service-route-random": _service(
        "port: 8080, routes: {edge: {match: www.example.com, algorithm: weighted_random}}",
        "routes",
        head=_APPLICATION,
    ),
    "service-route-transform": _service(
        "port: 8080, routes: {edge: {match: www.example.com, transform: "
        "{host_header_rewrite: {regex: '^(.+)$', replace: 'shop.$1'}, "
        "url_rewrite: {regex: '^/shop/(.*)$', replace: '/$1'}}}}",
        "routes",
        head=_APPLICATION,
    ),
    "service-route-oidc": _service(
        f"port: 8080, routes: {{edge: {{match: www.example.com, auth: {{oidc: {_OIDC}, "
        "session_timeout: 8h, authentication_request_extra_params: {prompt: login}}}}",
        "routes",
        head=_HTTPS,
    ),
    "service-route-cognito": _service(
        f"port: 8080, routes: {{edge: {{match: www.example.com, auth: {{cognito: {_COGNITO}}}}}}}",
        "routes",
        head=_HTTPS,
    ),
    "service-route-https": _service(
        f"{_ROUTE}, network_mode: awsvpc", "routes", "deployment", head=_HTTPS
    ),
    "service-network": _service("port: 80, routes: {edge: {listen: 80/tcp}}", head=_NETWORK),
    "service-network-tls": _service(
        "port: 80, routes: {edge: {listen: 443/tls}}",
        "routes",
        "health_check_grace_period",
        head=_NETWORK_TLS,
    ),
    "service-network-udp": _service(
        "ports: {dns: 53/udp, health: 8053}, capacity: fargate, "
        "routes: {edge: {listen: 53/udp, port: dns, health_check: {port: health}}}",
        "routes",
        "ports",
        head=_NETWORK,
    ),
    "service-network-http": _service(
        "ports: {web: 80, health: 8053}, capacity: fargate, "
        "routes: {edge: {listen: 80/tcp, port: web, health_check: {path: /healthz, port: '8053'}}}",
        "routes",
        head=_NETWORK,
    ),
    "service-classic": _service(
        "port: 80",
        "routes",
        "health_check_grace_period",
        head=f"{_HEAD}{_GROUP}load_balancers: "
        "{old: {type: classic, listeners: {web: {port: 80, protocol: http, instance_port: 8080}}}}\n",
    ),
    "service-shared-route": _service(
        "port: 8080, routes: {edge: {match: www.example.com, weight: 90}}",
        "routes",
        more=f"  web-canary: {{{_WEB}, port: 8080, routes: {{edge: {{match: www.example.com, weight: 10}}}}}}\n",
        head=_APPLICATION,
    ),
    "service-two-balancers": _service(
        "ports: {web: 8080, other: 9090}, routes: {edge: {match: www.example.com, port: web}}",
        "routes",
        head=f"{_HEAD}{_GROUP}load_balancers: {{edge: {{}}, other: {{}}}}\n",
    ),
    "service-sidecar-port": _service(
        "port: 8080, sidecars: {nginx: {image: 'public.ecr.aws/acme/helper:1.0', cpu: 64, memory: 64, port: 8081}, "
        "helper: {image: 'public.ecr.aws/acme/helper:1.0', cpu: 64, memory: 64, port: 8082}}, "
        "routes: {edge: {match: www.example.com, container: nginx}}",
        "routes",
        head=_APPLICATION,
    ),
    "service-health-port": _service(
        "ports: {web: 8080, other: 9090}, network_mode: awsvpc, "
        "routes: {edge: {match: www.example.com, port: web}}",
        "routes",
        head=_APPLICATION,
    ),
    "service-connect": _service(
        "port: 8080, service_connect: true", "service_connect", "ports", "port"
    ),
    "service-connect-http": _service(
        "ports: {web: {container_port: 8080, app_protocol: http}}, "
        "service_connect: {timeout: {idle: 10m, per_request: 1m}}",
        "service_connect",
    ),
    "service-connect-client": _service(
        "port: 8080, service_connect: {client_only: true}", "service_connect", "ports", "port"
    ),
    "service-connect-awsvpc": _service(
        "ports: {web: 8080, other: 9090}, network_mode: awsvpc, service_connect: {port: web}",
        "service_connect",
        "ports",
        "ingress",
    ),
    "service-cloud-map-a": _service(
        "port: 8080, network_mode: awsvpc, cloud_map: shop.internal", "cloud_map"
    ),
    "service-cloud-map-srv": _service(
        "port: 8080, cloud_map: {namespace: shop.internal, type: srv}", "cloud_map"
    ),
    "service-cloud-map-port": _service(
        "ports: {web: 8080, other: 9090}, cloud_map: {namespace: shop.internal, type: srv, port: web}",
        "cloud_map",
    ),
    "service-scaling": _service(
        "scaling: {min: 2, max: 8, cpu: 60}", "scaling", "desired_count", "deployment"
    ),
    "service-scaling-steps": _service(
        "scaling: {min: 2, max: 8, "
        "steps: {queue: {namespace: Shop, metric_name: Waiting, out: {100: 1}, in: {10: 1}}}}",
        "scaling",
    ),
    "service-scaling-out": _service(
        "scaling: {min: 2, max: 8, steps: {queue: {namespace: Shop, metric_name: Waiting, out: {100: 1}}}}",
        "scaling",
    ),
    "service-scaling-in": _service(
        "scaling: {min: 2, max: 8, steps: {queue: {namespace: Shop, metric_name: Waiting, in: {10: 1}}}}",
        "scaling",
    ),
    "service-scaling-schedules": _service(
        "scaling: {min: 2, max: 8, schedules: {night: {schedule: 'cron(0 20 * * ? *)', min: 2, max: 4}}}",
        "scaling",
    ),
    "service-scaling-rate": _service(
        "scaling: {min: 2, max: 8, schedules: {often: {schedule: rate(1 day), min: 2, max: 4}}}",
        "scaling",
    ),
    "service-scaling-metrics": _service(
        "scaling: {min: 2, max: 8, metrics: {queue: {namespace: Shop, metric_name: Waiting, target: 50}}}",
        "scaling",
    ),
    "service-scaling-decimal": _service("scaling: {min: 2, max: 8, memory: 60.5}", "scaling"),
    "service-scaling-queue": _service(
        "scaling: {min: 1, max: 8, queue: {name: orders, messages_per_task: 10}}",
        "scaling",
        more="queues: {orders: {}, other: {}}\n",
    ),
    "service-scaling-queue-elsewhere": _service(
        "scaling: {min: 0, max: 8, queue: {messages_per_task: 10, "
        "arn: 'arn:aws:sqs:eu-west-1:012345678901:orders'}}",
        "scaling",
    ),
    "service-scaling-response": _service(
        f"{_ROUTE}, scaling: {{min: 2, max: 8, response_time: 0.5}}", "scaling", head=_APPLICATION
    ),
    "service-scaling-predictive": _service(
        "scaling: {min: 2, max: 8, cpu: 60, predictive: {target: 50}}", "scaling"
    ),
    "service-test-traffic": _service(
        f"{_ROUTE}, deployment: {{strategy: blue_green, "
        "test_traffic: {header: X-Test-Version, value: green}}",
        "deployment.test_traffic",
        head=_APPLICATION,
    ),
    "service-shifted-peers": _service(
        "ports: {web: {container_port: 8080, app_protocol: http}}, service_connect: true, "
        "deployment: {strategy: blue_green, test_traffic: {header: X-Test-Version, value: green}}",
        "deployment",
        "service_connect",
    ),
    "service-hooks": _service(
        f"{_ROUTE}, deployment: {{strategy: blue_green, hooks: {{smoke: {{stages: post_scale_up, "
        "lambda: 'arn:aws:lambda:eu-west-1:012345678901:function:smoke'}}}",
        "deployment.hooks",
        head=_APPLICATION,
    ),
    "service-external": _service("deployment: {owner: external}", "deployment"),
    "service-owned": _service(
        "desired_count: 4, alarms: {cpu: 90}, deployment: {rollback_alarms: [cpu]}",
        "deployment",
        "desired_count",
        "alarms",
    ),
    "service-volumes-docker": _service(
        "volumes: {data: {docker: {}}}, mounts: ['data:/data']", "volumes"
    ),
    "service-volumes-task": _service(
        "volumes: {data: {docker: {scope: task}}}, mounts: ['data:/data']", "volumes"
    ),
    "service-volumes-efs": _service(
        "volumes: {data: {efs: {file_system: shared, path: /data, uid: 1000, gid: 1000}}}, mounts: ['data:/data']",
        "volumes",
        more="file_systems: {shared: {}, other: {}}\n",
    ),
    "service-volumes-efs-whole": _service(
        "volumes: {data: {efs: shared}}, mounts: ['data:/data']",
        "volumes",
        more="file_systems: {shared: {}}\n",
    ),
    "service-volumes-efs-access-point": _service(
        "volumes: {data: {efs: {file_system: shared, access_point_id: fsap-0123456789abcdef1}}}, "
        "mounts: ['data:/data']",
        "volumes",
        more="file_systems: {shared: {}}\n",
    ),
    "service-volumes-efs-root-directory": _service(
        "volumes: {data: {efs: {file_system: shared, root_directory: /data}}}, mounts: ['data:/data']",
        "volumes",
        more="file_systems: {shared: {}}\n",
    ),
    "service-volumes-ebs": _service(
        "volumes: {data: {ebs: 20}}, mounts: ['data:/data']", "volumes"
    ),
    "service-volumes-ebs-provisioned": _service(
        "volumes: {data: {ebs: {size: 200, type: io2, iops: 4000}}}, mounts: ['data:/data']",
        "volumes",
    ),
    "service-volumes-ebs-snapshot": _service(
        "volumes: {data: {ebs: {snapshot_id: snap-0123456789abcdef1}}}, mounts: ['data:/data']",
        "volumes",
    ),
    "service-volumes-host": _service(
        "volumes: {data: {host_path: /srv/data}}, mounts: ['data:/data']", "volumes"
    ),
    "service-volumes-scratch": _service("volumes: {data: {}}, mounts: ['data:/data']", "volumes"),
    "service-placement": _service("placement: {strategy: [{spread: instance}]}", "placement"),
    "service-placement-binpack": _service("placement: {strategy: [{binpack: cpu}]}", "placement"),
    "service-exec": _service("exec: true", "exec", "sidecars", "task_role"),
    "service-role": _service("task_role: arn:aws:iam::012345678901:role/web", "task_role"),
    "service-statements": _service(
        "task_role: {statements: [{actions: ['s3:GetObject'], resources: ['arn:aws:s3:::acme/*']}]}",
        "task_role",
    ),
    "service-execution-role": _service(
        "execution_role: {statements: [{actions: ['ecr:BatchGetImage'], "
        "resources: ['arn:aws:ecr:eu-west-1:694911143906:repository/agent']}]}",
        "execution_role",
    ),
    "service-alarms": _service(
        f"{_ROUTE}, desired_count: 3, "
        "alarms: {running_tasks: 1, cpu: 80, memory: 80, http_4xx: 50, http_5xx: 5, target_5xx: 5, response_time: 2, unhealthy_targets: 0}",
        "alarms",
        "deployment",
        "dashboard",
        head=_APPLICATION,
    ),
    "service-health-check": _service(
        f"health_check: curl -f localhost, sidecars: {{helper: {{{_HELPER}}}}}",
        "health_check",
        "sidecars.helper.depends_on",
        "depends_on",
    ),
    "service-secrets": _service(
        "secrets: {A: /app/a, B: {secretsmanager: app/b, key: pass}, "
        "C: 'arn:aws:ssm:eu-west-1:012345678901:parameter/app/c'}",
        "secrets",
    ),
    "service-secrets-of-the-spec": _service(
        "secrets: {A: {secret: mail}, B: {secret: mail, key: pass}}",
        "secrets",
        more="secrets: {mail: {}, other: {}}\n",
    ),
    "service-rules": _service(
        "port: 8080, network_mode: awsvpc, ingress: {metrics: {port: 9100, from: 10.0.0.0/8}}, "
        "egress: {all: {protocol: all, to: 0.0.0.0/0}}",
        "ingress",
        "egress",
    ),
    **{
        f"service-{strategy}": _service(
            f"{_ROUTE}, deployment: {{strategy: {strategy}}}",
            "deployment",
            "routes",
            "scaling",
            "alarms",
            head=_APPLICATION,
        )
        for strategy in ("blue_green", "canary", "linear")
    },
    "service-uncounted": _service(
        "port: 8080", "alarms", "dashboard", more="cluster: {container_insights: disabled}\n"
    ),
    "service-grants": _service(
        "grants: {sqs: {orders: send, legacy: {access: send, "
        "arn: 'arn:aws:sqs:eu-west-1:012345678901:legacy'}}, s3: {acme-uploads: read}, "
        "dynamodb: {carts: read}, sns: {acc-events: publish}, "
        "kms: {0a1b2c3d-0000-4000-8000-0123456789ab: encrypt}, secretsmanager: {app/db: read}}",
        "grants",
        more="queues: {orders: {}}\n",
    ),
    # where logs go
    "logs-cloudwatch": _service("logs: {destination: cloudwatch}", "logs"),
    "logs-opensearch": _service(
        "logs: {destination: {type: opensearch, endpoint: search-logs-abc123.eu-west-1.es.amazonaws.com, index: acc}}",
        "logs",
    ),
    "logs-firehose": _service("logs: {destination: {type: firehose, stream: logs}}", "logs"),
    "logs-forward": _service(
        "logs: {destination: {type: forward, host: collector.example.net}}", "logs"
    ),
    "logs-datadog": _service(
        "logs: {destination: {type: datadog, site: datadoghq.eu, secret: /datadog/key}}", "logs"
    ),
    "logs-splunk": _service(
        "logs: {destination: {type: splunk, host: hec.example.net, secret: /splunk/token}}", "logs"
    ),
    "logs-newrelic": _service(
        "logs: {destination: {type: newrelic, data_center: eu, secret: /newrelic/key}}", "logs"
    ),
    "logs-loki": _service(
        "logs: {destination: {type: loki, host: loki.example.net, http_user: acme, secret: /loki/password}}",
        "logs",
    ),
    "logs-fluentd": _service(
        "logs: {destination: {type: fluentd, address: 'localhost:24224'}}", "logs"
    ),
    "logs-blocking": _service("logs: {mode: blocking}", "logs"),
    # jobs
    "job": _context(f"{_BARE}jobs: {{report: {{{_WEB}}}}}\n", "jobs.report"),
    "job-scheduled": _context(
        f"{_BARE}jobs: {{report: {{{_WEB}, schedule: rate(1 day)}}}}\n", "jobs.report"
    ),
    "job, started by objects": _context(
        f"{_BARE}jobs: {{report: {{{_WEB}, events: {{uploaded: {{s3: acme-uploads}}}}}}}}\n",
        "jobs.report.events",
        "jobs.report.maximum_retry_attempts",
        "jobs.report.maximum_event_age",
        "jobs.report.alarms",
    ),
    "job, started by a pattern": _context(
        f"{_BARE}jobs: {{report: {{{_WEB}, timeout: 1h, events: {{pushed: {{source: aws.ecr}}}}}}}}\n",
        # Beside a source s3 is refused, which is told at the source.
        *(
            f"jobs.report.events.pushed.{field}"
            for field in ("source", "detail_type", "detail", "event_bus", "environment")
        ),
    ),
    "job, tried again": _context(
        f"{_BARE}jobs: {{report: {{{_WEB}, timeout: 1h, retry: {{max_attempts: 2}}}}}}\n",
        "jobs.report.timeout",
        "jobs.report.retry",
        "jobs.report.alarms",
    ),
    "job-cron": _context(
        f"{_BARE}jobs: {{report: {{{_WEB}, schedule: 'cron(0 2 * * ? *)'}}}}\n",
        "jobs.report.timezone",
        "jobs.report.schedule",
    ),
    "job-awsvpc": _context(
        f"{_BARE}jobs: {{report: {{{_WEB}, network_mode: awsvpc, ports: {{web: 8080}}}}}}\n",
        "jobs.report.ports",
        "jobs.report.ingress",
        "jobs.report.egress",
        "jobs.report.subnets",
    ),
    "job-fargate": _context(
        f"{_BARE}jobs: {{report: {{{_WEB}, capacity: fargate, schedule: rate(1 day)}}}}\n",
        "jobs.report",
    ),
    # system containers
    "daemon": _context(
        f"{_BARE}system_containers: {{agent: {{{_HELPER}, ports: {{http: '9100:9100'}}}}}}\n",
        "system_containers.agent",
        "alerts.alarms",
    ),
    "daemon-host-ports": _context(
        f"{_BARE}system_containers: {{agent: {{{_HELPER}, ports: {{http: 9100}}, network_mode: host}}}}\n",
        "system_containers.agent.ports",
    ),
    "docker-host-ports": _context(
        f"{_BARE}system_containers: {{agent: {{{_HELPER}, run: docker, ports: {{http: 9100}}, network_mode: host}}}}\n",
        "system_containers.agent.ports",
    ),
    "daemon-host": _context(
        f"{_BARE}system_containers: {{agent: {{{_HELPER}, port: 9100, network_mode: host}}}}\n",
        "system_containers.agent",
    ),
    "daemon-awsvpc": _context(
        f"{_BARE}system_containers: {{agent: {{{_HELPER}, port: 9100, network_mode: awsvpc}}}}\n",
        "system_containers.agent",
    ),
    "docker": _context(
        f"{_BARE}system_containers: {{agent: {{{_HELPER}, run: docker, ports: {{http: '9100:9100'}}}}}}\n",
        "system_containers.agent",
        "alerts.alarms",
    ),
    "docker-host": _context(
        f"{_BARE}system_containers: {{agent: {{{_HELPER}, run: docker, port: 9100, network_mode: host}}}}\n",
        "system_containers.agent",
    ),
    # destinations of all logs, alerts and access
    "destination-opensearch": _context(
        f"{_BARE}services: {{web: {{{_WEB}}}}}\nlogs: {{destination: "
        "{type: opensearch, endpoint: search-logs-abc123.eu-west-1.es.amazonaws.com, index: acc}}\n",
        "logs",
    ),
    "destination-fluentd": _context(
        f"{_BARE}services: {{web: {{{_WEB}}}}}\nlogs: {{destination: {{type: fluentd, address: 'localhost:24224'}}}}\n",
        "logs",
    ),
    "destination-of-none": _context(
        f"{_BARE}logs: {{destination: {{type: firehose, stream: logs}}}}\n", "logs"
    ),
    "queue-watched": _context(
        f"{_BARE}alerts: {{emails: [ops@example.com]}}\n"
        "queues: {orders: {alarms: {oldest_message: 10m}}}\n",
        "queues",
    ),
    "alerts-topic": _context(
        f"{_BARE}alerts: {{topic_arn: 'arn:aws:sns:eu-west-1:012345678901:alerts'}}\n", "alerts"
    ),
    "alerts-slack": _context(
        f"{_BARE}alerts: {{slack: {{workspace_id: T07EXAMPLE, channel_id: C07EXAMPLE}}}}\n",
        "alerts",
        "ami_updates",
    ),
    "alerts-teams": _context(
        f"{_BARE}alerts: {{teams: {{tenant_id: 0a1b2c3d-0000-4000-8000-0123456789ab, "
        "team_id: 0a1b2c3d-0000-4000-8000-0123456789ac, channel_id: 19%3a01%40thread.tacv2}}\n",
        "alerts",
        "ami_updates",
    ),
    "alerts-none": _context(
        f"{_BARE}alerts: {{events: [], emails: [ops@example.com]}}\n", "alerts"
    ),
    "access-bastion": _context(
        f"{_BARE}access: {{bastion: {{allowed_cidrs: [203.0.113.0/24]}}, ssh: {{public_key: {PUBLIC_KEY}}}}}\n",
        "access",
    ),
    "access-ssh": _context(
        f"{_BARE}access: {{ssh: {{key_name: ops, from: 10.0.0.0/8}}}}\n", "access"
    ),
    "access-off": _context(f"{_BARE}access: {{ssm: false, exec: false}}\n", "access"),
    "access-unlogged": _context(
        f"{_BARE}access: {{ssm: {{session_logs: false}}, exec: {{logs: false}}}}\n", "access"
    ),
    "registry": _context(
        f"{_BARE}registry_auth: {{ghcr.io: {{secret_arn: '{_SECRET}'}}}}\n"
        "services: {web: {image: 'ghcr.io/acme/web:1.0', memory: 512}}\n",
        "registry_auth",
    ),
    "registry-cache": _context(
        f"{_BARE}registry_auth: {{public.ecr.aws: {{pull_through_cache: ecr-public}}}}\n"
        f"services: {{web: {{{_WEB}}}}}\n",
        "registry_auth",
    ),
    "state-http": _context(
        f"{_STATELESS}state: {{http: {{address: 'https://state.example.com/acc', "
        "lock_address: 'https://state.example.com/lock', "
        "unlock_address: 'https://state.example.com/lock'}}\n",
        "state.http",
    ),
    "state-gcs": _context(f"{_STATELESS}state: {{gcs: {{bucket: acme-state}}}}\n", "state.gcs"),
    "state-azurerm": _context(
        f"{_STATELESS}state: {{azurerm: {{storage_account_name: acme, container_name: state}}}}\n",
        "state.azurerm",
    ),
    "state-cloud": _context(
        f"{_STATELESS}state: {{cloud: {{organization: acme}}}}\n", "state.cloud"
    ),
    "file-system": _context(f"{_BARE}file_systems: {{shared: {{}}}}\n", "file_systems"),
    "secret": _context(f"{_BARE}secrets: {{mail: {{}}}}\n", "secrets"),
    "repository": _context(f"{_BARE}repositories: {{web: {{}}}}\n", "repositories"),
    "telemetry": _service("capacity: fargate, telemetry: true", "telemetry"),
    "telemetry-cloudwatch": _service(
        "capacity: fargate, telemetry: {metrics: cloudwatch, scrape: 9090}", "telemetry"
    ),
    "telemetry-prometheus": _service(
        "network_mode: awsvpc, telemetry: {metrics: prometheus, workspace_arn: "
        "'arn:aws:aps:eu-west-1:012345678901:workspace/ws-1f2e3d4c-0000-4000-8000-0123456789ab'}",
        "telemetry",
    ),
    "image-of-repository": _context(
        f"{_BARE}repositories: {{web: {{}}, api: {{}}}}\n"
        "services: {web: {image: {repository: api, tag: '1.0'}, cpu: 256, memory: 512}}\n",
        "services.web.image",
        "repositories",
    ),
    "queue": _context(f"{_BARE}queues: {{orders: {{}}}}\n", "queues"),
    "queue-alone": _context(f"{_BARE}queues: {{orders: {{dead_letter: false}}}}\n", "queues"),
    "queue-fifo": _context(f"{_BARE}queues: {{orders: {{fifo: true}}}}\n", "queues"),
}
