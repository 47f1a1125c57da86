"""Rules of `services.<name>.deployment`: that ECS can shift requests as the strategy says."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster, Route, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule
from tfgen.rules.scaling import ON_ROUTES

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_AUTOSCALING = "https://docs.aws.amazon.com/autoscaling/application/APIReference"
_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring"
_MOST_METRICS = 10
_LEAST_LINEAR_PERCENT = 3
_ROUTED = ("services", "load_balancers")

_NOTHING_TO_SHIFT = Code(
    "RULE266",
    "deployment-without-requests-to-shift",
    what="A deployment shifts requests where it can shift none.",
    why="blue_green, canary and linear move requests from one target group to another, by a "
    "listener rule of an application balancer, or those of peers by Service Connect: without such "
    "a way there is nothing to move. Listeners of network balancers are left out, since the AWS "
    "provider gives them no weights.",
    help="Write strategy: rolling, a route from an application balancer, or service_connect.",
    source=f"{_ECS}/developerguide/blue-green-deployment-implementation.html",
)
_SEVERAL_RULES = Code(
    "RULE267",
    "deployment-with-several-rules",
    what="A route needs several listener rules, and a deployment shifts one.",
    why="ECS takes one production rule for a target group. The others would go on leading to the "
    "former tasks, which the deployment then stops.",
    help="Write one pattern a route, and http: redirect for a balancer with HTTPS.",
    source=f"{_ECS}/APIReference/API_AdvancedConfiguration.html",
)


def _shifting(cluster: Cluster) -> Iterator[tuple[Service]]:
    """Give each service whose versions come in target groups that take turns."""
    return each(cluster.services.values(), _if_it_shifts)


def _if_it_shifts(service: Service) -> list[tuple[Service]]:
    return [(service,)] if service.shifts else []


def _shifted(cluster: Cluster) -> Iterator[tuple[Service, Route]]:
    """Give each route of those services."""
    return each(over.routes(cluster), _if_shifted)


def _if_shifted(item: tuple[Service, Route]) -> list[tuple[Service, Route]]:
    service, _ = item
    return [item] if service.shifts else []


@rule(_NOTHING_TO_SHIFT, sections=_ROUTED, over=_shifting)
def strategies_have_routes(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand routes, whose rules ECS shifts from one target group to the other, or peers."""
    if not service.routes and not service.serves_peers:
        shifts = f"{service.deployment.strategy} shifts requests"
        message = f"{shifts}, and service {service.key} has no route nor peers that bring some"
        path, _ = _strategy(service)
        help = "write strategy: rolling, or add a route or service_connect"
        yield finding(cluster, "RULE266", path, message, help)


@rule(_NOTHING_TO_SHIFT, sections=_ROUTED, over=_shifted)
def strategies_fit_balancers(
    cluster: Cluster,
    service: Service,
    route: Route,
) -> Iterator[Diagnostic]:
    """Demand application balancers, whose rules ECS shifts."""
    # A listener of its own is what only a route of a network balancer has.
    if route.listen:
        shifts = f"{service.deployment.strategy} shifts requests of application balancers"
        yield finding(
            cluster,
            "RULE266",
            route.path,
            f"{shifts}, and route {route.key} is of a network one",
            "write strategy: rolling, or use an application balancer",
            source=f"{_ECS}/developerguide/alb-resources-for-blue-green.html",
            key=True,
            also=(_strategy(service),),
        )


def _strategy(service: Service) -> tuple[Path, str]:
    return (*service.path, "deployment", "strategy"), "the strategy"


@rule(_SEVERAL_RULES, sections=_ROUTED, over=_shifted)
def routes_have_one_pattern(
    cluster: Cluster,
    service: Service,
    route: Route,
) -> Iterator[Diagnostic]:
    """Hold the routes to one listener rule each: ECS takes one, and would leave others behind."""
    if route.balancer_type == "application" and len(route.match) > 1:
        shifts = f"{service.deployment.strategy} shifts one rule of a route"
        message = f"{shifts}, and route {route.key} of {service.key} has {len(route.match)}"
        route_each = "a route for each: {load_balancer: …, match: …}"
        help = f"write one pattern, with wildcards, or {route_each}"
        yield finding(cluster, "RULE267", route.path, message, help, key=True)


@rule(_SEVERAL_RULES, sections=_ROUTED, over=_shifted)
def routes_have_one_listener(
    cluster: Cluster,
    service: Service,
    route: Route,
) -> Iterator[Diagnostic]:
    """Hold the routes to balancers that answer on one port: each has a rule of its own."""
    # Of several patterns routes_have_one_pattern tells: one finding for a route is enough.
    if route.balancer_type != "application" or len(route.match) > 1:
        return
    balancer = cluster.load_balancers[route.load_balancer]
    if balancer.https and balancer.http == "forward":
        shifts = f"{service.deployment.strategy} shifts one rule of a route"
        yield finding(
            cluster,
            "RULE267",
            route.path,
            f"{shifts}, and its balancer answers on ports 80 and 443",
            "write http: redirect for the balancer",
            key=True,
        )


@rule(
    Code(
        "RULE268",
        "bake-time-not-whole-minutes",
        what="A bake time is not whole minutes.",
        why="ECS takes bake times as a number of minutes: a part of one cannot be told.",
        help="Write whole minutes: the message names the nearest.",
        source=f"{_ECS}/APIReference/API_DeploymentConfiguration.html",
    ),
    sections=("services",),
    over=over.services,
)
def bakes_in_minutes(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold bake times to whole minutes."""
    for path, seconds in each([service], _bake_times):
        if seconds % 60:
            minutes = seconds // 60
            message = f"a bake time of {seconds}s: ECS takes whole minutes"
            help = f"write {minutes}m or {minutes + 1}m"
            yield finding(cluster, "RULE268", path, message, help)


def _bake_times(service: Service) -> Iterator[tuple[Path, int]]:
    path, deployment = (*service.path, "deployment"), service.deployment
    yield (*path, "bake_time"), deployment.bake_time or 0
    if deployment.step:
        yield (*path, "step", "bake_time"), deployment.step.bake_time


@rule(
    Code(
        "RULE270",
        "linear-step-too-small",
        what="A step of a linear deployment is too small.",
        why="ECS takes 3 to 100 percent for a step of linear, and less for the only one of canary.",
        help="Write 3 percent or more, or strategy: canary.",
        source=f"{_ECS}/APIReference/API_LinearConfiguration.html",
    ),
    sections=("services",),
    over=over.services,
)
def linear_steps_are_large(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the steps of linear to the shares that it takes."""
    step = service.deployment.step
    # canary has a step of the same form, which may be smaller.
    linear = service.deployment.strategy == "linear"
    if linear and step and step.percent < _LEAST_LINEAR_PERCENT:
        takes = f"linear takes {_LEAST_LINEAR_PERCENT} to 100"
        yield finding(
            cluster,
            "RULE270",
            (*service.path, "deployment", "step", "percent"),
            f"steps of {step.percent} percent: {takes}",
            "write 3 or more",
        )


@rule(
    Code(
        "RULE271",
        "scaling-on-requests-that-move",
        what="Scaling counts requests, or measures them, where a deployment takes them away.",
        why="ALBRequestCountPerTarget and TargetResponseTime are of one target group. A deployment "
        "moves all requests to the other one, where scaling does not see them.",
        help="Follow cpu or a metric of your own, or write strategy: rolling.",
        source=f"{_AUTOSCALING}/API_PredefinedMetricSpecification.html",
    ),
    sections=("services",),
    over=_shifting,
)
def requests_stay_countable(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse scaling on requests of one target group where deployments give them to the other."""
    # CPU and memory are of the service, whichever target group its tasks are in.
    for word, noun in ON_ROUTES.items():
        if service.scaling and getattr(service.scaling, word):
            move = f"deployments of {service.key} move them to another"
            yield finding(
                cluster,
                "RULE271",
                (*service.path, "scaling", word),
                f"{noun} at one target group, and {move}",
                "follow cpu or a metric of your own, or write strategy: rolling",
                key=True,
                also=(_strategy(service),),
            )


@rule(
    Code(
        "RULE272",
        "alarm-with-too-many-metrics",
        what="An alarm adds up more metrics than CloudWatch takes.",
        why="An alarm on an expression reads up to 10 metrics. Where a deployment shifts "
        "requests, http_5xx reads four for each route: two of each of its two target groups.",
        help="Watch target_5xx instead, or have fewer routes.",
        source=f"{_CLOUDWATCH}/Create-alarm-on-metric-math-expression.html",
    ),
    sections=("services",),
    over=_shifting,
)
def alarms_read_few_metrics(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold an alarm to as many metrics as CloudWatch adds up in one."""
    # Two target groups a route, and of each what its tasks answer and what does not reach them.
    count = 4 * len(service.routes)
    if service.alarms.http_5xx and count > _MOST_METRICS:
        adds = f"http_5xx of service {service.key} would add up {count} metrics"
        yield finding(
            cluster,
            "RULE272",
            (*service.path, "alarms", "http_5xx"),
            f"{adds}, and CloudWatch takes {_MOST_METRICS}",
            "watch target_5xx instead",
            key=True,
        )


RULES = (
    strategies_have_routes,
    strategies_fit_balancers,
    routes_have_one_pattern,
    routes_have_one_listener,
    bakes_in_minutes,
    linear_steps_are_large,
    requests_stay_countable,
    alarms_read_few_metrics,
)
