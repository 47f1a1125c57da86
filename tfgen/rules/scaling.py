"""Rules of `services.<name>.scaling`: what it follows, between which bounds, in which steps."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.resolve.services import held_targets
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_AUTOSCALING = "https://docs.aws.amazon.com/autoscaling/application/userguide"
_TARGETS = f"{_AUTOSCALING}/application-auto-scaling-target-tracking.html"
_STEPS = f"{_AUTOSCALING}/application-auto-scaling-step-scaling-policies.html"
_SECTIONS = ("services",)
# What a balancer measures on a route.
ON_ROUTES = {
    "requests_per_target": "requests are counted",
    "response_time": "response times are measured",
}
# What there are values of only while a task runs.
_OF_TASKS = ("cpu", "memory", "requests_per_target", "response_time")


@rule(
    Code(
        "RULE216",
        "desired-count-beside-scaling",
        what="A service has a number of tasks beside scaling.",
        why=(
            "Scaling changes the number of tasks of the service while it runs, and each apply of "
            "Terraform would set it back."
        ),
        help="Remove desired_count: scaling.min is what the service starts with.",
        source=_TARGETS,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def count_is_owned_once(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse desired_count beside scaling, which owns it."""
    if service.scaling and service.gives("desired_count"):
        message = f"service {service.key} has desired_count and scaling, which would change it"
        help = "remove it; scaling.min is what the service starts with"
        path = (*service.path, "desired_count")
        also = (((*service.path, "scaling"), "scaling"),)
        yield finding(cluster, "RULE216", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE217",
        "scaling-follows-nothing",
        what="Scaling follows nothing.",
        why=(
            "The bounds alone move no task: Application Auto Scaling acts by a policy that follows "
            "a metric, or by a schedule."
        ),
        help="Add cpu, memory, requests_per_target, response_time, queue, metrics, steps or "
        "schedules to scaling.",
        source=_TARGETS,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def scaling_has_a_reason(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand something to scale on."""
    scaling = service.scaling
    if scaling is None:
        return
    if not any((held_targets(scaling), scaling.steps, scaling.schedules, scaling.predictive)):
        message = f"scaling of service {service.key} follows nothing"
        help = "add cpu: 60, memory, requests_per_target, queue, metrics, steps or schedules"
        yield finding(cluster, "RULE217", (*service.path, "scaling"), message, help, key=True)


@rule(
    Code(
        "RULE218",
        "scaling-bounds-out-of-order",
        what="The least number of tasks is above the most.",
        why="Scaling keeps the tasks between both, and AWS refuses a least above the most.",
        help="Raise max or lower min.",
        source=_TARGETS,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def scaling_in_order(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the bounds of scaling, and those of its schedules, to their order."""
    for path, low, high in each([service], _bounds):
        if low > high:
            message = f"min {low} is more than max {high}"
            help = f"write max: {low} or more, or min: {high} or less"
            yield finding(cluster, "RULE218", (*path, "min"), message, help)


def _bounds(service: Service) -> Iterator[tuple[Path, int, int]]:
    """Yield each pair of bounds with the section that has it."""
    if service.scaling is None:
        return
    path = (*service.path, "scaling")
    yield path, service.scaling.min, service.scaling.max
    # From its moment on a schedule's bounds stand in the place of these, whole.
    for name, schedule in service.scaling.schedules.items():
        yield (*path, "schedules", name), schedule.min, schedule.max


@rule(
    Code(
        "RULE273",
        "scaling-steps-lead-nowhere",
        what="Steps of scaling neither add tasks nor take some away.",
        why=(
            "An alarm of CloudWatch sets off a policy with at least one step in its direction: "
            "without steps there is no policy and nothing happens."
        ),
        help="Write out: to add tasks above a value, in: to take some away below one, or both.",
        source=_STEPS,
    ),
    Code(
        "RULE274",
        "scaling-steps-both-ways",
        what="For some values steps of scaling add tasks and take some away at once.",
        why=(
            "Each direction has an alarm of its own. With both in alarm one policy undoes what the "
            "other did, and tasks start and stop without end."
        ),
        help="Leave room between the two: the values under in: below those under out:.",
        source=_STEPS,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def steps_lead_somewhere(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand steps out or in, and that no value asks for both."""
    if service.scaling is None:
        return
    for name, steps in service.scaling.steps.items():
        path = (*service.path, "scaling", "steps", name)
        if not steps.out and not steps.in_:
            message = f"steps {name} of service {service.key} neither add tasks nor take some away"
            help = "write out: {100: 1} for a task more at 100, or in: {10: 1} for one less at 10"
            yield finding(cluster, "RULE273", path, message, help, key=True)
        if not steps.out or not steps.in_:
            continue
        # As numbers: 9 is less than 10, and the text '9' is not less than '10'.
        low, high = max(map(int, steps.in_)), min(map(int, steps.out))
        if low >= high:
            taken = f"tasks are taken away down from {low} and added from {high} on"
            message = f"{taken}: some values ask for both"
            help = f"leave room between the two: in below {high}"
            yield finding(cluster, "RULE274", (*path, "in"), message, help, key=True)


@rule(
    Code(
        "RULE219",
        "requests-not-on-one-route",
        what="Scaling follows requests that are not counted on one route.",
        why=(
            "ALBRequestCountPerTarget and TargetResponseTime are metrics of one target group of an "
            "application balancer: a policy names exactly one, and each route has its own."
        ),
        help="Follow cpu, or keep one route from an application balancer.",
        source=_TARGETS,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def requests_come_one_way(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand exactly one route of an application balancer for what is measured on it."""
    # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
    if service.scaling is None:
        return
    count = sum(bool(route.match) for route in service.routes.values())
    for word, noun in ON_ROUTES.items():
        if getattr(service.scaling, word) and count != 1:
            counted = f"{noun} on one route of an application balancer"
            message = f"{counted}, and service {service.key} has {count}"
            path = (*service.path, "scaling", word)
            yield finding(cluster, "RULE219", path, message, "follow cpu, or keep one route")


@rule(
    Code(
        "RULE317",
        "scaling-from-zero-without-signal",
        what="A service may have no task, and nothing that it follows can raise it again.",
        why=(
            "Without tasks ECS gives no CPU and no memory, and a balancer counts no request for "
            "a task: a policy that follows them never acts, and the service stays at 0."
        ),
        help="Write min: 1, or follow what is there without tasks: a queue, metrics, steps or a "
        "schedule.",
        source=_TARGETS,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def comes_back_from_zero(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand a signal that is there without tasks where there may be none."""
    scaling = service.scaling
    if scaling is None or service.least_count > 0:
        return
    steps = any(steps.out for steps in scaling.steps.values())
    schedules = any(schedule.min > 0 for schedule in scaling.schedules.values())
    if scaling.metrics or scaling.queue or steps or schedules:
        return
    follows = [name for name in _OF_TASKS if getattr(scaling, name)]
    why = "no schedule starts one"
    if follows:
        why = f"{follows[0]} is not measured then"
    # That it follows nothing at all RULE217 tells.
    elif not scaling.schedules:
        return
    message = f"service {service.key} may have no task, and {why}: it would stay at 0"
    help = "write min: 1, or add a queue, metrics, steps or a schedule that raises it"
    # Who lets a schedule take the tasks away may mean it: somebody starts them by hand.
    severity = Severity.ERROR if scaling.min == 0 else Severity.WARNING
    at = _at_zero(service)
    yield finding(cluster, "RULE317", at, message, help, severity=severity)


@rule(
    Code(
        "RULE374",
        "bounds-never-come-back",
        what="Schedules lower the most tasks of a service, and none raises it again.",
        why=(
            "From its moment on a schedule's bounds stand in the place of those before, until "
            "another schedule acts. Terraform leaves them to the schedules: min and max of scaling "
            "are those at the start only."
        ),
        help="Add a schedule with the bounds that are to come back.",
        source=f"{_AUTOSCALING}/application-auto-scaling-scheduled-scaling.html",
        severity=Severity.WARNING,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def bounds_come_back(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn where the most tasks are never allowed again once the schedules have acted."""
    scaling = service.scaling
    if scaling is None or not scaling.schedules:
        return
    most = max(schedule.max for schedule in scaling.schedules.values())
    if most < scaling.max:
        lasts = f"the schedules of service {service.key} allow {most} at most"
        message = f"{lasts}, and none brings max {scaling.max} back"
        help = f"add a schedule with min: {scaling.min} and max: {scaling.max}"
        path = (*service.path, "scaling", "schedules")
        also = (((*service.path, "scaling", "max"), "the bound at the start"),)
        yield finding(cluster, "RULE374", path, message, help, key=True, also=also)


def _at_zero(service: Service) -> Path:
    """Return the place of the bound that is 0: that of scaling, or of a schedule."""
    path = next((path for path, low, _ in _bounds(service) if low == 0), service.path)
    return (*path, "min")


RULES = (
    bounds_come_back,
    comes_back_from_zero,
    count_is_owned_once,
    scaling_has_a_reason,
    scaling_in_order,
    steps_lead_somewhere,
    requests_come_one_way,
)
