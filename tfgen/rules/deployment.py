"""Rules of `services.<name>.deployment`: that ECS can shift requests as the strategy says."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, Route, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_RESOURCES = f"{_ECS}/developerguide/alb-resources-for-blue-green.html"
_CONFIGURATION = f"{_ECS}/APIReference/API_DeploymentConfiguration.html"
_RULE = f"{_ECS}/APIReference/API_AdvancedConfiguration.html"
_LINEAR = f"{_ECS}/APIReference/API_LinearConfiguration.html"
_AUTOSCALING = "https://docs.aws.amazon.com/autoscaling/application/APIReference"
_METRIC = f"{_AUTOSCALING}/API_PredefinedMetricSpecification.html"
_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring"
_MATH = f"{_CLOUDWATCH}/Create-alarm-on-metric-math-expression.html"
_MOST_METRICS = 10
_LEAST_LINEAR_PERCENT = 3


def _shifting(cluster: Cluster) -> Iterator[tuple[Service]]:
    """Give each service whose versions come in target groups that take turns."""
    return each(cluster.services.values(), lambda one: [(one,)] if one.shifts else [])


def _shifted(cluster: Cluster) -> Iterator[tuple[Service, Route]]:
    """Give each route of those services."""
    return each(over.routes(cluster), lambda item: [item] if item[0].shifts else [])


def strategies_have_routes(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand routes, whose rules ECS shifts from one target group to the other.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
    """
    if not service.routes:
        shifts = f"{service.deployment.strategy} shifts requests"
        message = f"{shifts}, and service {service.key} has no route that brings some"
        at, _ = _strategy(service)
        help = "write strategy: rolling, or add a route"
        yield finding(cluster, "RULE266", at, message, help, source=_RESOURCES)


def strategies_fit_balancers(
    cluster: Cluster,
    service: Service,
    route: Route,
) -> Iterator[Diagnostic]:
    """Demand application balancers, whose rules ECS shifts.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
    """
    if route.listen:
        shifts = f"{service.deployment.strategy} shifts requests of application balancers"
        yield finding(
            cluster,
            "RULE266",
            route.path,
            f"{shifts}, and route {route.key} is of a network one",
            "write strategy: rolling, or use an application balancer",
            source=_RESOURCES,
            key=True,
            also=(_strategy(service),),
        )


def _strategy(service: Service) -> tuple[Path, str]:
    return (*service.path, "deployment", "strategy"), "the strategy"


def routes_have_one_pattern(
    cluster: Cluster,
    service: Service,
    route: Route,
) -> Iterator[Diagnostic]:
    """Hold the routes to one listener rule each: ECS takes one, and would leave others behind.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html
    """
    if route.balancer_type == "application" and len(route.match) > 1:
        shifts = f"{service.deployment.strategy} shifts one rule of a route"
        message = f"{shifts}, and route {route.key} of {service.key} has {len(route.match)}"
        route_each = "a route for each: {load_balancer: …, match: …}"
        at, help = route.path, f"write one pattern, with wildcards, or {route_each}"
        yield finding(cluster, "RULE267", at, message, help, source=_RULE, key=True)


def routes_have_one_listener(
    cluster: Cluster,
    service: Service,
    route: Route,
) -> Iterator[Diagnostic]:
    """Hold the routes to balancers that answer on one port: each has a rule of its own.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html
    """
    if route.balancer_type != "application" or len(route.match) > 1:
        return
    balancer = cluster.load_balancers[route.load_balancer]
    if balancer.https and balancer.http == "forward":
        shifts = f"{service.deployment.strategy} shifts one rule of a route"
        message = f"{shifts}, and its balancer answers on ports 80 and 443"
        at, help = route.path, "write http: redirect for the balancer"
        yield finding(cluster, "RULE267", at, message, help, source=_RULE, key=True)


def bakes_in_minutes(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold bake times to whole minutes.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    for at, seconds in each([service], _bake_times):
        if seconds % 60:
            message = f"a bake time of {seconds}s: ECS takes whole minutes"
            help = f"write {seconds // 60}m or {seconds // 60 + 1}m"
            yield finding(cluster, "RULE268", at, message, help, source=_CONFIGURATION)


def _bake_times(service: Service) -> Iterator[tuple[Path, int]]:
    at, deployment = (*service.path, "deployment"), service.deployment
    yield (*at, "bake_time"), deployment.bake_time or 0
    if deployment.step:
        yield (*at, "step", "bake_time"), deployment.step.bake_time


def linear_steps_are_large(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the steps of linear to the shares that it takes.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
    """
    step = service.deployment.step
    linear = service.deployment.strategy == "linear"
    if linear and step and step.percent < _LEAST_LINEAR_PERCENT:
        message = f"steps of {step.percent} percent: linear takes {_LEAST_LINEAR_PERCENT} to 100"
        at, help = (*service.path, "deployment", "step", "percent"), "write 3 or more"
        yield finding(cluster, "RULE270", at, message, help, source=_LINEAR)


def requests_stay_countable(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse scaling on requests of one target group where deployments give them to the other.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
    """
    if service.scaling and service.scaling.requests_per_target:
        move = f"deployments of {service.key} move them to another"
        yield finding(
            cluster,
            "RULE271",
            (*service.path, "scaling", "requests_per_target"),
            f"requests are counted at one target group, and {move}",
            "follow cpu or a metric of your own, or write strategy: rolling",
            source=_METRIC,
            key=True,
            also=(_strategy(service),),
        )


def alarms_read_few_metrics(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold an alarm to as many metrics as CloudWatch adds up in one.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
    """
    # Two target groups a route, and of each what its tasks answer and what does not reach them.
    count = 4 * len(service.routes)
    if service.alarms.http_5xx and count > _MOST_METRICS:
        adds = f"http_5xx of service {service.key} would add up {count} metrics"
        message = f"{adds}, and CloudWatch takes {_MOST_METRICS}"
        at, help = (*service.path, "alarms", "http_5xx"), "watch target_5xx instead"
        yield finding(cluster, "RULE272", at, message, help, source=_MATH, key=True)


_ALONE = ("services",)
_BOTH = ("services", "load_balancers")
RULES = (
    Rule(_BOTH, strategies_have_routes, _shifting),
    Rule(_BOTH, strategies_fit_balancers, _shifted),
    Rule(_BOTH, routes_have_one_pattern, _shifted),
    Rule(_BOTH, routes_have_one_listener, _shifted),
    Rule(_ALONE, bakes_in_minutes, over.services),
    Rule(_ALONE, linear_steps_are_large, over.services),
    Rule(_ALONE, requests_stay_countable, _shifting),
    Rule(_ALONE, alarms_read_few_metrics, _shifting),
)
