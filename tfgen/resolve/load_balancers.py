"""Load balancers, resolved: what listens, who may connect, what answers."""

from __future__ import annotations

from tfgen.language import answers, classic_balancers
from tfgen.language import load_balancers as language
from tfgen.language.field import Field
from tfgen.resolve import labels, names
from tfgen.resolve.answers import AnswerRule, begin_answer
from tfgen.resolve.convention import Path, begin, begin_below
from tfgen.resolve.names import Name, Names


class ClassicListener(classic_balancers.ClassicListener):
    """A port of a classic balancer."""

    instance_protocol: str  # type: ignore[assignment]  # words of the language are strings


class LoadBalancer(language.LoadBalancer):
    """A load balancer.

    `open_ports` are the ports that listen, with the protocol of IP; `balancer_type` is its type,
    under the name by which what belongs to it asks for it.
    """

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    balancer_type: str = Field(exclude=True)
    http: str  # type: ignore[assignment]  # words of the language are strings
    allowed_cidrs: tuple[str, ...]
    default_target_group: language.DefaultTargetGroup | None
    default_target_group_name: Name | None
    access_logs_bucket_prefix: Name | None
    waf_log_group: Name | None
    rules: dict[str, AnswerRule]  # type: ignore[assignment]  # a dict is invariant
    listeners: dict[str, ClassicListener]  # type: ignore[assignment]
    health_check: classic_balancers.ClassicHealthCheck | None
    instance_groups: tuple[str, ...]
    open_ports: tuple[tuple[int, str], ...]
    has_tls: bool = Field(exclude=True)
    has_logins: bool = Field(exclude=True)
    names: Names = Field(exclude=True)

    @property
    def module(self) -> str:
        """The label of its call in the root."""
        return f"load_balancer_{labels.label(self.key)}"

    @property
    def oldest_key(self) -> str:
        """The key that it had first, which its names in AWS keep."""
        return names.oldest(self.key, self.moved_from)

    @property
    def issues_certificate(self) -> bool:
        """Whether ACM issues a certificate for its names; a classic one takes only those given."""
        return self.dns is not None and self.dns.certificate and self.type != "classic"

    @property
    def wildcards(self) -> tuple[str, ...]:
        """Wildcard names of the certificate that ACM issues."""
        if self.dns is None or not self.issues_certificate:
            return ()
        return tuple(name for name in self.dns.names if name.startswith("*"))

    @property
    def makes_web_acl(self) -> bool:
        """Whether it has a web ACL of its own, with a log group."""
        return self.waf is not None and self.waf.web_acl_arn is None

    @property
    def https(self) -> bool:
        """Whether an application balancer listens on port 443: it has a certificate."""
        return bool(self.certificate_arns) or self.issues_certificate


def begin_balancer(key: str, written: language.LoadBalancer) -> LoadBalancer:
    """Return a balancer as far as the spec says it."""
    path: Path = ("load_balancers", key)

    def begin_rule(name: str, rule: answers.AnswerRule) -> AnswerRule:
        return begin_answer(name, path, rule)

    below = begin_below(written, "listeners", _begin_listener)
    below |= begin_below(written, "rules", begin_rule)
    return begin(LoadBalancer, written, key=key, path=path, **below)


def _begin_listener(key: str, written: classic_balancers.ClassicListener) -> ClassicListener:
    return begin(ClassicListener, written)
