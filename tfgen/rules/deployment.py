"""Rules of `services.<name>.deployment`: that ECS can shift requests as the strategy says."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, Service
from tfgen.rules.rule import Path, Rule, finding
from tfgen.rules.services import services

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_RESOURCES = f"{_ECS}/developerguide/alb-resources-for-blue-green.html"
_CONFIGURATION = f"{_ECS}/APIReference/API_DeploymentConfiguration.html"
_STEPS = {
    "canary": f"{_ECS}/APIReference/API_CanaryConfiguration.html",
    "linear": f"{_ECS}/APIReference/API_LinearConfiguration.html",
}
_MATH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html"
_MOST_METRICS = 10
_LEAST_LINEAR_PERCENT = 3


def shifting(cluster: Cluster) -> Iterator[tuple[Path, str, Service]]:
    """Yield each service whose versions come in target groups that take turns."""
    yield from ((path, key, service) for path, key, service in services(cluster) if service.shifts)


def strategies_have_routes(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand routes from application balancers, whose rules ECS shifts from one target group to the other.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
    """
    for path, key, service in shifting(cluster):
        strategy = service.deployment.strategy
        if not service.routes:
            message = f"{strategy} shifts requests, and service {key} has no route that brings some"
            help, at = "write strategy: rolling, or add a route", (*path, "deployment", "strategy")
            yield finding(cluster, "RULE266", at, message, help, source=_RESOURCES)
        for name, route in sorted(service.routes.items()):
            if route.listen:
                message = f"{strategy} shifts requests of application balancers, and route {name} is of a network one"
                help, at = (
                    "write strategy: rolling, or use an application balancer",
                    (*path, "routes", name),
                )
                also = (((*path, "deployment", "strategy"), "the strategy"),)
                yield finding(cluster, "RULE266", at, message, help, source=_RESOURCES, key=True, also=also)


def routes_have_one_rule(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the routes to one listener rule each: ECS takes one, and would leave the requests of others behind.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html
    """
    source = f"{_ECS}/APIReference/API_AdvancedConfiguration.html"
    for path, key, service in shifting(cluster):
        for name, route in sorted(service.routes.items()):
            balancer = cluster.load_balancers.get(route.load_balancer)
            if balancer is None or balancer.type != "application":
                continue
            at, strategy = (*path, "routes", name), service.deployment.strategy
            if len(route.match) > 1:
                message = f"{strategy} shifts one rule of a route, and route {name} of {key} has {len(route.match)}"
                help = "write one pattern, with wildcards, or a route for each: {load_balancer: …, match: …}"
                yield finding(cluster, "RULE267", at, message, help, source=source, key=True)
            elif balancer.https and balancer.http == "forward":
                message = f"{strategy} shifts one rule of a route, and its balancer answers on ports 80 and 443"
                help = "write http: redirect for the balancer"
                yield finding(cluster, "RULE267", at, message, help, source=source, key=True)


def bakes_in_minutes(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold bake times to whole minutes.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    for path, _, service in services(cluster):
        at, deployment = (*path, "deployment"), service.deployment
        given = [((*at, "bake_time"), deployment.bake_time)]
        given += [((*at, "step", "bake_time"), deployment.step.bake_time)] if deployment.step else []
        for where, seconds in given:
            if seconds and seconds % 60:
                message = f"a bake time of {seconds}s: ECS takes whole minutes"
                help = f"write {seconds // 60}m or {seconds // 60 + 1}m"
                yield finding(cluster, "RULE268", where, message, help, source=_CONFIGURATION)


def steps_are_large_enough(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the steps of linear to the least share that ECS takes.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    for path, _, service in services(cluster):
        at, deployment = (*path, "deployment"), service.deployment
        strategy = deployment.strategy
        if strategy == "linear" and deployment.step and deployment.step.percent < _LEAST_LINEAR_PERCENT:
            message = f"steps of {deployment.step.percent} percent: linear takes {_LEAST_LINEAR_PERCENT} to 100"
            where = (*at, "step", "percent")
            yield finding(cluster, "RULE270", where, message, "write 3 or more", source=_STEPS["linear"])


def requests_stay_countable(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse scaling on the requests of one target group where each deployment gives them to the other.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
    """
    source = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html"
    for path, key, service in shifting(cluster):
        if service.scaling and service.scaling.requests_per_target:
            at = (*path, "scaling", "requests_per_target")
            message = f"requests are counted at one target group, and deployments of {key} move them to another"
            also = (((*path, "deployment", "strategy"), "the strategy"),)
            help = "follow cpu or a metric of your own, or write strategy: rolling"
            yield finding(cluster, "RULE271", at, message, help, source=source, key=True, also=also)


def alarms_read_few_metrics(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold an alarm to as many metrics as CloudWatch adds up in one.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
    """
    for path, key, service in shifting(cluster):
        # Two target groups a route, and of each what its tasks answer and what does not reach them.
        count = 4 * len(service.routes)
        if service.alarms.http_5xx and count > _MOST_METRICS:
            message = f"http_5xx of service {key} would add up {count} metrics, and CloudWatch takes {_MOST_METRICS}"
            at = (*path, "alarms", "http_5xx")
            yield finding(cluster, "RULE272", at, message, "watch target_5xx instead", source=_MATH, key=True)


RULES = (
    Rule(("services", "load_balancers"), strategies_have_routes),
    Rule(("services", "load_balancers"), routes_have_one_rule),
    Rule(("services",), bakes_in_minutes),
    Rule(("services",), steps_are_large_enough),
    Rule(("services",), requests_stay_countable),
    Rule(("services",), alarms_read_few_metrics),
)
