"""What Traefik does with requests on their way that no route does, and what to do instead.

https://doc.traefik.io/traefik/middlewares/http/overview/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tfgen.adopt.compose.values import Pair

Reason = tuple[str, str]

_OF_ROUTER = re.compile(r"traefik\.http\.routers\.[^.]+\.(.+)", re.IGNORECASE)
_OF_MIDDLEWARE = re.compile(r"traefik\.http\.middlewares\.[^.]+\.(\w+)(?:\..+)?", re.IGNORECASE)
_OF_SERVICE = re.compile(r"traefik\.http\.services\.[^.]+\.loadbalancer\.(.+)", re.IGNORECASE)

_LOGIN = (
    "without it the route asks nobody who they are: whoever knows the address gets in",
    "auth: {…} of the route is a login at the balancer; or have the program ask for one",
)
_PATH = (
    "without it the path comes as the client wrote it",
    "transform: {url_rewrite: {regex: …, replace: …}} of the route rewrites it; or have the "
    "program serve the whole path",
)
_ADDRESSES = (
    "without it clients of all addresses get in",
    "allowed_cidrs of the load balancer, or waf of it, lets in only some",
)
_REDIRECT = (
    "no route answers with a redirect",
    "rules: {…} of the load balancer has redirects; or have the program answer so",
)
_LOAD = (
    "no route holds requests back",
    "waf: {rate_limit: …} of the load balancer limits requests of one address",
)
_TRIES = ("the load balancer sends a request once", "have clients try again")
_ANSWER = ("the load balancer passes answers on as they are", "have the program do it")
# By the kind of the middleware, in small letters.
_KINDS: Mapping[str, Reason] = {
    "addprefix": _PATH,
    "basicauth": _LOGIN,
    "buffering": _LOAD,
    "chain": (
        "a route has no middlewares, and the members of a chain are each told of",
        "see what is said of them",
    ),
    "circuitbreaker": _LOAD,
    "compress": _ANSWER,
    "contenttype": _ANSWER,
    "digestauth": _LOGIN,
    "errors": _ANSWER,
    "forwardauth": _LOGIN,
    "grpcweb": _ANSWER,
    "headers": (
        "no route sets headers, such as those for security and CORS",
        "have the program set them",
    ),
    "inflightreq": _LOAD,
    "ipallowlist": _ADDRESSES,
    "ipwhitelist": _ADDRESSES,
    "passtlsclientcert": (
        "no certificate of a client is asked for or passed on",
        "mutual_authentication of the load balancer does that",
    ),
    "ratelimit": _LOAD,
    "redirectregex": _REDIRECT,
    "redirectscheme": (
        "the load balancer redirects HTTP to HTTPS itself, as soon as it has a certificate",
        "certificate_arns or dns of it say with what; http: redirect says so",
    ),
    "replacepath": _PATH,
    "replacepathregex": _PATH,
    "retry": _TRIES,
    "stripprefix": _PATH,
    "stripprefixregex": _PATH,
}
_OTHER = (
    "no route does what this middleware does, so requests pass without it",
    "auth and transform of the route, or waf of the load balancer, may have it",
)
_PASSED = (
    "no middleware is in the way of requests to the route",
    "see what is said of each; of one in another file look there, above all for a login",
)
_OWN_RULE = (
    "no pattern of a route says what this rule does",
    "routes: {default: {match: …}} has hosts, paths, methods, headers and addresses",
)
_ROUTER: Mapping[str, Reason] = {
    "middlewares": _PASSED,
    "rule": _OWN_RULE,
    "priority": (
        "the order of rules follows from their patterns",
        "write the narrower pattern into the route that is to come first",
    ),
}
_SERVICE: Mapping[str, Reason] = {
    "healthcheck": (
        "the check of the route asks for its path alone",
        "health_check: {path: …, interval: …, timeout: …} of the route says more",
    ),
    "server": (
        "the load balancer speaks HTTP with tasks where nothing else is said",
        "protocol: https or grpc of the route is another",
    ),
    "sticky": ("each request goes to any task", "stickiness: 1d of the route keeps clients"),
}
_NOT_HTTP = (
    "the load balancer speaks HTTP, and this leads other requests",
    "a load balancer with type: network and a route with listen: port/tcp does",
)
_DOES = (
    "the load balancer does that",
    "routes: {default: host/path} leads requests to the service",
)


def reason(pair: Pair) -> Reason:
    """Return why a label for Traefik is not carried over, and what to do instead."""
    if pair.name.startswith(("traefik.tcp.", "traefik.udp.")):
        return _NOT_HTTP
    if match := _OF_MIDDLEWARE.fullmatch(pair.name):
        return _KINDS.get(match[1].lower(), _OTHER)
    if match := _OF_ROUTER.fullmatch(pair.name):
        return _ROUTER.get(match[1].lower(), _DOES)
    if match := _OF_SERVICE.fullmatch(pair.name):
        return _SERVICE.get(match[1].lower().partition(".")[0], _DOES)
    return _of_old(pair)


def _of_old(pair: Pair) -> Reason:
    """Return the reason for a label of Traefik 1.

    https://doc.traefik.io/traefik/v1.7/configuration/backends/docker/
    """
    name = pair.name.lower()
    if ".frontend.auth." in name:
        return _LOGIN
    if ".frontend.headers." in name:
        return _KINDS["headers"]
    if ".frontend.whitelist." in name or name.endswith(".frontend.whitelistsourcerange"):
        return _ADDRESSES
    if ".frontend.redirect." in name:
        return _REDIRECT
    if ".frontend.ratelimit." in name:
        return _LOAD
    if name.endswith(".frontend.rule"):
        # Of its rules, those that strip a prefix rewrite the path as well.
        return _PATH if "Strip" in (pair.value or "") else _OWN_RULE
    return _DOES
