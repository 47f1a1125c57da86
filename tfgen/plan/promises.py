"""What `terraform test` asserts in a tree: the promises of all modules, by section of the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tfgen.facts import aws
from tfgen.hcl import Call, Ref, Value
from tfgen.resolve import Cluster
from tfgen.tree import Assertion, Mock, ModulePlan, Promise, PromisedSection

# Data sources are mocked with random text; the provider refuses an ARN or an image id made of it.
# https://developer.hashicorp.com/terraform/language/tests/mocking
MOCKS = (
    Mock("aws_caller_identity", {"account_id": "123456789012"}),
    Mock("aws_partition", {"partition": "aws", "dns_suffix": "amazonaws.com"}),
    Mock("aws_vpc", {"cidr_block": "10.0.0.0/16"}),
    Mock("aws_ssm_parameter", {"insecure_value": "ami-0123456789abcdef0"}),
)


def mocks(cluster: Cluster) -> tuple[Mock, ...]:
    """Return what the data sources of a tree give."""
    if cluster.application is None:
        return MOCKS
    return (*MOCKS, *_of_platforms(cluster))


def _of_platforms(cluster: Cluster) -> Iterator[Mock]:
    """Yield what an application finds of its platform."""

    def arn(service: str, resource: str) -> str:
        place = f"{aws.partition(cluster.region)}:{service}:{cluster.region}:123456789012"
        return f"arn:{place}:{resource}"

    balancer, listener = "loadbalancer/app/mocked/0123456789abcdef", "0123456789abcdef"
    elb = "elasticloadbalancing"
    yield Mock("aws_cloudwatch_log_group", {"arn": arn("logs", "log-group:mocked")})
    yield Mock("aws_ecs_cluster", {"status": "ACTIVE"})
    yield Mock("aws_kms_alias", {"target_key_arn": arn("kms", "key/mocked")})
    yield Mock("aws_lb", {"arn": arn(elb, balancer)})
    of_balancer = balancer.replace("loadbalancer", "listener")
    yield Mock("aws_lb_listener", {"arn": arn(elb, f"{of_balancer}/{listener}")})
    namespace = arn("servicediscovery", "namespace/ns-0123456789abcdef")
    yield Mock("aws_service_discovery_http_namespace", {"arn": namespace})
    yield Mock("aws_sns_topic", {"arn": arn("sns", "mocked")})


def promised(calls: Iterable[ModulePlan]) -> tuple[PromisedSection, ...]:
    """Return what is asserted, in the order in which the calls promise something of a section."""
    by_section: dict[str, list[Assertion]] = {}
    for call in calls:
        for promise in call.promises:
            section = promise.key.partition(".")[0]
            by_section.setdefault(section, []).append(_assertion(call, promise))
    return tuple(
        PromisedSection(section, tuple(assertions)) for section, assertions in by_section.items()
    )


def _assertion(call: ModulePlan, promise: Promise) -> Assertion:
    output = Ref(f"module.{call.call}.{promise.output}")
    return Assertion(
        _collection(output, promise.value),
        _collection(promise.value, promise.value),
        f"{promise.key}: {promise.text}",
    )


def _collection(side: Value, expected: Value) -> Value:
    """Return one side of `==` as the kind of collection that the promise is."""
    # An output may be a list or a tuple: to Terraform the two are never equal, whatever is in them.
    match expected:
        case str():
            return side
        case Mapping() if len({type(value) for value in expected.values()}) == 1:
            return Call("tomap", (side,))
        case Sequence():
            return Call("tolist", (side,))
    return side
