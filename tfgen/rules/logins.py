"""Rules of `auth` of routes: one provider, HTTPS alone, a cookie each, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.login import Auth
from tfgen.resolve import Cluster, ListenerRule, Route, Service
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
_LOGIN = f"{_ELB}/listener-authenticate-users.html"
_ALONE = ("services",)
_BOTH = ("services", "load_balancers")


def _logins(cluster: Cluster) -> Iterator[tuple[Service, Route, Auth]]:
    """Give each route with a login."""
    for service, route in over.routes(cluster):
        if auth := route.__dict__.get("auth"):
            yield service, route, auth


@rule(
    Code(
        "RULE520",
        "login-without-one-provider",
        what="A login does not say by which provider, or says two.",
        why="An action of a listener's rule authenticates with one provider: OIDC or Cognito.",
        help="Write oidc or cognito, and not both.",
        source=f"{_ELB}/rule-action-types.html",
    ),
    sections=_ALONE,
    over=_logins,
)
def one_provider(
    cluster: Cluster, service: Service, route: Route, auth: Auth
) -> Iterator[Diagnostic]:
    """Demand one of oidc and cognito."""
    says = f"the login of route {route.key} of {service.key} says"
    if auth.oidc and auth.cognito:
        message, help = f"{says} both oidc and cognito", "remove oidc or cognito"
    elif not auth.oidc and not auth.cognito:
        message = f"{says} not by which provider"
        help = "write auth: {oidc: …} or auth: {cognito: …}"
    else:
        return
    yield finding(cluster, "RULE520", (*route.path, "auth"), message, help, key=True)


@rule(
    Code(
        "RULE521",
        "login-without-https",
        what="Users log in at a balancer that does not speak HTTPS alone.",
        why=(
            "ELB authenticates users on HTTPS listeners only. Where port 80 forwards too, who "
            "comes that way would need a rule without a login, and get past it."
        ),
        help="Give the balancer a certificate, and write http: redirect or none.",
        source=_LOGIN,
    ),
    sections=("platform", *_BOTH),
    over=_logins,
)
def login_has_https(
    cluster: Cluster, service: Service, route: Route, auth: Auth
) -> Iterator[Diagnostic]:
    """Demand HTTPS, and HTTPS alone, where users log in."""
    if route.balancer_type != "application":
        return
    key = route.load_balancer
    https, http = _listeners(cluster, key)
    if https and not http:
        return
    told = cluster.platform and key in cluster.platform.load_balancers
    message = f"load balancer {key} speaks plain HTTP, and a login needs HTTPS"
    help = f"write load_balancers.{key}.certificate_arns, or dns"
    if told:
        help = f"write platform.load_balancers.{key}.https_listener_arn"
    if http:
        message = f"port 80 of load balancer {key} would lead around the login"
        help = f"write http: redirect for load balancer {key}"
        if told:
            help = f"remove platform.load_balancers.{key}.http_listener_arn"
    yield finding(cluster, "RULE521", (*route.path, "auth"), message, help, key=True)


def _listeners(cluster: Cluster, key: str) -> tuple[bool, bool]:
    """Return whether requests are forwarded from HTTPS, and from plain HTTP beside it."""
    if cluster.platform and key in cluster.platform.load_balancers:
        given = cluster.platform.load_balancers[key]
        https = given.https_listener_arn is not None
        return https, https and given.http_listener_arn is not None
    balancer = cluster.load_balancers[key]
    return balancer.https, balancer.https and balancer.http == "forward"


@rule(
    Code(
        "RULE522",
        "login-where-ecs-shifts",
        what="Users log in on a route whose requests ECS shifts to new versions.",
        why=(
            "With blue_green, canary and linear ECS sets the actions of the route's rule, and the "
            "tree leaves them to it. A login that is changed or removed would never reach AWS."
        ),
        help="Write deployment.strategy: rolling, or let the tasks log users in.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "alb-resources-for-blue-green.html",
    ),
    sections=_ALONE,
    over=_logins,
)
def login_stays(
    cluster: Cluster, service: Service, route: Route, auth: Auth
) -> Iterator[Diagnostic]:
    """Refuse a login where ECS sets the actions of the rule."""
    if service.shifts:
        message = f"ECS shifts the requests of {service.key}, and sets what their rule does"
        help = "write deployment.strategy: rolling, or let the tasks log users in"
        yield finding(cluster, "RULE522", (*route.path, "auth"), message, help, key=True)


@rule(
    Code(
        "RULE523",
        "one-cookie-of-two-logins",
        what="Routes of one balancer have different logins, and one cookie.",
        why=(
            "A session is known by its cookie. With one name for two logins, who has logged in at "
            "the first would be let in where the second one is asked for."
        ),
        help="Write another session_cookie_name for one of the two.",
        source=_LOGIN,
    ),
    sections=_ALONE,
)
def cookies_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand a cookie of its own for each login of a balancer."""
    first: dict[tuple[str, str], Route] = {}
    for service, route, auth in _logins(cluster):
        other = first.setdefault((route.load_balancer, auth.session_cookie_name), route)
        if other.auth is None or provider_of(other.auth) == provider_of(auth):
            continue
        cookie = f"both have the cookie {auth.session_cookie_name}"
        message = f"users of {other.path[1]} would be logged in at {service.key}: {cookie}"
        help = f"write session_cookie_name: {service.key}, for one"
        also = (((*other.path, "auth"), "the other login"),)
        yield finding(cluster, "RULE523", (*route.path, "auth"), message, help, key=True, also=also)


def provider_of(auth: Auth) -> tuple[object, ...]:
    """Return who says who a user is, and of what."""
    return auth.oidc, auth.cognito, auth.scope


@rule(
    Code(
        "RULE524",
        "logins-of-one-rule",
        what="Services share a listener rule, and have different logins.",
        why=(
            "Services with one pattern share one rule, and users log in before it divides their "
            "requests. The login of the first by name stands in it; the others have no effect."
        ),
        help="Write the same auth at each of the services.",
        source=f"{_ELB}/rule-action-types.html",
    ),
    sections=_ALONE,
    over=lambda cluster: ((rules,) for rules in cluster.listener_rules),
)
def shared_rules_log_in_alike(
    cluster: Cluster, rules: tuple[ListenerRule, ...]
) -> Iterator[Diagnostic]:
    """Demand one login of services that share a rule."""
    first, *others = (
        cluster.services[listener_rule.service].routes[listener_rule.route]
        for listener_rule in rules
    )
    for other in others:
        if other.auth != first.auth:
            message = f"service {first.path[1]} has the rule of this route, and another login"
            also = ((first.path, "the first"),)
            help = "write the same auth at both"
            yield finding(cluster, "RULE524", other.path, message, help, key=True, also=also)


@rule(
    Code(
        "SEC042",
        "client-secret-in-state",
        what="The state has the client secret of a login.",
        why=(
            "The AWS provider has no argument for it that Terraform leaves out of its state: who "
            "reads the state can play the balancer towards the provider. A login by Cognito needs "
            "no secret here."
        ),
        help="Use cognito, or keep the state as a secret: encrypted, few readers, no copies.",
        source="https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
    ),
    sections=("security", "services"),
    over=_logins,
)
def state_has_no_secret(
    cluster: Cluster, service: Service, route: Route, auth: Auth
) -> Iterator[Diagnostic]:
    """Find client secrets that end in the state."""
    if auth.oidc:
        path = (*route.path, "auth", "oidc")
        message = f"the state has the client secret of route {route.key} of {service.key}"
        help = "use cognito, or accept it with a waiver and keep the state as a secret"
        yield finding(cluster, "SEC042", path, message, help, key=True)


@rule(
    Code(
        "SEC043",
        "login-that-lets-all-through",
        what="A login lets requests of unknown users through.",
        why=(
            "With allow a request without a session goes to the tasks as any other does, only "
            "without claims. They alone keep unknown users out then."
        ),
        help="Write on_unauthenticated_request: authenticate, or deny for an API.",
        source=_LOGIN,
    ),
    sections=("security", "services"),
    over=_logins,
)
def login_is_demanded(
    cluster: Cluster, service: Service, route: Route, auth: Auth
) -> Iterator[Diagnostic]:
    """Find logins that users need not do."""
    if auth.on_unauthenticated_request == "allow":
        path = (*route.path, "auth", "on_unauthenticated_request")
        message = f"unknown users reach {service.key} by route {route.key} too"
        help = "write authenticate, or deny for an API"
        yield finding(cluster, "SEC043", path, message, help)


RULES = (
    one_provider,
    login_has_https,
    login_stays,
    cookies_differ,
    shared_rules_log_in_alike,
    state_has_no_secret,
    login_is_demanded,
)
