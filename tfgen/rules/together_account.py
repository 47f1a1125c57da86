"""Rules across specs, of what an account, a VPC, a topic or a namespace has one of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import (
    BUDGET_NAME,
    CHATBOT_CONFIGURATION_NAME,
    DASHBOARD_NAME,
    USER_NAME,
)
from tfgen.resolve import Cluster
from tfgen.rules.meetings import Mark
from tfgen.rules.names import cluster_path, named
from tfgen.rules.pairs import Pair
from tfgen.rules.rule import Path

_DOCS = "https://docs.aws.amazon.com"

_ONE_CACHE = Code(
    "RULE360",
    "two-caches-one-prefix",
    what="Two specs make a cache of one prefix.",
    why=(
        "A registry of ECR belongs to an account and region and takes one rule of a prefix: the "
        "second apply ends with PullThroughCacheRuleAlreadyExistsException."
    ),
    help="Write create_pull_through_cache: false in one of the two, or another prefix.",
    source=f"{_DOCS}/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
)
_ONE_PROVIDER = Code(
    "RULE361",
    "two-specs-one-oidc-provider",
    what="Two specs make one OIDC provider in one account.",
    why=(
        "An account has one provider of a URL, in all regions together: the second apply ends "
        "with EntityAlreadyExists."
    ),
    help="Remove create_oidc_provider from one of the two: both use the provider.",
    source=f"{_DOCS}/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html",
)
_ONE_CHANNEL = Code(
    "RULE362",
    "two-specs-one-slack-channel",
    what="Two specs make the configuration of one channel of Slack or Teams.",
    why=(
        "Amazon Q Developer in chat applications takes one configuration of a channel in an "
        "account; that one shows as many topics as it names."
    ),
    help=(
        "Write create_configuration: false in one of the two, and its topic under topic_arns of "
        "the other."
    ),
    source=f"{_DOCS}/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html",
)
_ONE_NAME_IN_ALL_REGIONS = Code(
    "RULE363",
    "one-name-in-two-regions",
    what="Clusters in two regions compose one name for what is of the whole account.",
    why=(
        "Dashboards, budgets, IAM users and configurations of chat channels know no region: the "
        "second apply fails, or replaces the first cluster's dashboard by its own."
    ),
    help="Write another cluster.name in one of the two, such as one with the region in it.",
    source=f"{_DOCS}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
)
_ONE_INSTANCE_CONNECT = Code(
    "RULE364",
    "two-instance-connect-endpoints",
    what="Two specs make an EC2 Instance Connect Endpoint in one VPC.",
    why="A VPC takes one such endpoint, which reaches every subnet of it.",
    help="Write instance_connect: sg-… in one of the two: the security group of the endpoint.",
    source=f"{_DOCS}/AWSEC2/latest/UserGuide/eice-quotas.html",
)
_ONE_SUBSCRIPTION = Code(
    "RULE365",
    "two-specs-one-subscription",
    what="Two specs subscribe one address to one topic.",
    why=(
        "SNS has one subscription of an address to a topic, and gives it to both trees: whichever "
        "is taken down first takes the other's away."
    ),
    help="Remove the address from one of the two: it gets what either publishes there.",
    source=f"{_DOCS}/sns/latest/api/API_Subscribe.html",
    severity=Severity.WARNING,
)
_ONE_CLOUD_MAP_NAME = Code(
    "RULE366",
    "two-services-one-name-in-a-namespace",
    what="Services of two specs have one name in one namespace of Cloud Map.",
    why=(
        "A namespace takes a name once: the second apply ends with ServiceAlreadyExists, and "
        "clients would find tasks of both."
    ),
    help="Rename one of the services, or give one cluster a namespace of its own.",
    source=f"{_DOCS}/cloud-map/latest/api/API_CreateService.html",
)
CODES: tuple[Code, ...] = (
    _ONE_CACHE,
    _ONE_PROVIDER,
    _ONE_CHANNEL,
    _ONE_NAME_IN_ALL_REGIONS,
    _ONE_INSTANCE_CONNECT,
    _ONE_SUBSCRIPTION,
    _ONE_CLOUD_MAP_NAME,
)

# What has no region in its ARN: each name is taken once in the whole account.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
_OF_THE_ACCOUNT = (BUDGET_NAME, CHATBOT_CONFIGURATION_NAME, DASHBOARD_NAME, USER_NAME)
_SUBSCRIBED = ("emails", "https", "sms", "sqs", "lambda", "firehose")
_INSTANCE_CONNECT: Path = ("access", "instance_connect")


def marks_anywhere(cluster: Cluster) -> Iterator[Mark]:
    """Yield what only one spec may have."""
    connect = cluster.access.instance_connect
    if connect and connect.security_group is None:
        yield "instance connect", str(cluster.network.vpc_id)
    if cluster.alerts.topic_arn is not None:
        for section in _SUBSCRIBED:
            for address in _subscribed(cluster, section):
                yield "subscribed", section, address
    for namespace, name in _cloud_map_names(cluster):
        yield "cloud map", str(namespace), name


def marks_in_account(cluster: Cluster) -> Iterator[Mark]:
    """Yield what only one spec of an account may have."""
    yield from (("cache", cluster.region, str(prefix)) for prefix in _caches(cluster))
    yield from (("provider", address) for address in _providers(cluster))
    yield from (("channel", *channel) for channel in _channels(cluster).items())
    yield from (("name of the account", *name) for name in _names_of_the_account(cluster))


def caches_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse a cache of one prefix twice in an account and region."""
    # Of two specs of one cluster all is the same, which is found as that.
    if not pair.may_meet or pair.same_cluster:
        return
    first, second = _caches(pair.first), _caches(pair.second)
    for prefix in sorted(first.keys() & second.keys()):
        message = f"{pair.first.file} makes a cache with the prefix {prefix} too"
        help = "write create_pull_through_cache: false in one of the two, or another prefix"
        paths = (first[prefix], second[prefix])
        message += pair.if_same_account
        yield pair.finding(_ONE_CACHE, paths, message, help, pair.severity)


def _caches(cluster: Cluster) -> Mapping[str, Path]:
    return {
        auth.pull_through_cache: ("registry_auth", host, "pull_through_cache")
        for host, auth in cluster.registry_auth.items()
        if auth.pull_through_cache and auth.create_pull_through_cache
    }


def providers_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse an OIDC provider twice in an account, in whatever regions."""
    if not pair.may_share_an_account:
        return
    first, second = _providers(pair.first), _providers(pair.second)
    for address in sorted(first.keys() & second.keys()):
        url = f"https://{address}"
        message = f"{pair.first.file} makes the OIDC provider {url} too{pair.if_same_account}"
        help = "remove create_oidc_provider from one of the two"
        paths = (first[address], second[address])
        yield pair.finding(_ONE_PROVIDER, paths, message, help, pair.severity)


def _providers(cluster: Cluster) -> Mapping[str, Path]:
    """Return the addresses of the OIDC providers that a spec makes, with what says so."""
    deployer, makes = cluster.deployer, {}
    if deployer is None:
        return {}
    if deployer.github and deployer.github.create_oidc_provider:
        makes["token.actions.githubusercontent.com"] = "github"
    if deployer.gitlab and deployer.gitlab.create_oidc_provider:
        makes[deployer.gitlab.host] = "gitlab"
    if deployer.bitbucket and deployer.bitbucket.create_oidc_provider:
        makes[f"api.bitbucket.org/2.0/workspaces/{deployer.bitbucket.workspace}"] = "bitbucket"
    return {address: ("deployer", word, "create_oidc_provider") for address, word in makes.items()}


def channels_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two configurations of one channel of Slack or Teams in an account."""
    if not pair.may_share_an_account:
        return
    first, second = _channels(pair.first), _channels(pair.second)
    for word, channel in second.items():
        if first.get(word) == channel:
            owner = f"{pair.first.file} makes the configuration of channel {channel[-1]} too"
            help = (
                "write create_configuration: false in one of the two, and its topic under "
                "topic_arns of the other"
            )
            path: Path = ("alerts", word, "channel_id")
            message = f"{owner}{pair.if_same_account}"
            yield pair.finding(_ONE_CHANNEL, (path, path), message, help, pair.severity)


def _channels(cluster: Cluster) -> Mapping[str, tuple[str, str]]:
    """Return the channels whose configuration a spec makes."""
    slack, teams = cluster.alerts.slack, cluster.alerts.teams
    channels = {}
    if slack and slack.create_configuration:
        channels["slack"] = (slack.workspace_id, slack.channel_id)
    if teams and teams.create_configuration:
        channels["teams"] = (teams.team_id, teams.channel_id)
    return channels


def names_of_the_account_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one name in two regions where a name is of the account."""
    if pair.first.region == pair.second.region or not pair.may_share_an_account:
        return
    taken = _names_of_the_account(pair.first)
    paths = (cluster_path(pair.first), cluster_path(pair.second))
    for (limit, text), name in _names_of_the_account(pair.second).items():
        if (limit, text) in taken:
            both = f"'{text}' would name the {name} here and in {pair.first.file}"
            message = f"{both}, and has no region{pair.if_same_account}"
            help = f"write another cluster.name, such as {pair.second.name}-{pair.second.region}"
            yield pair.finding(_ONE_NAME_IN_ALL_REGIONS, paths, message, help, pair.severity)


def _names_of_the_account(cluster: Cluster) -> Mapping[tuple[object, str], str]:
    return {
        (name.limit, str(name)): name.what
        for _, name in named(cluster)
        if name.limit in _OF_THE_ACCOUNT and not name.is_prefix
    }


def instance_connect_differs(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two EC2 Instance Connect Endpoints in one VPC."""
    first, second = pair.first.access.instance_connect, pair.second.access.instance_connect
    if pair.same_vpc is None or first is None or second is None:
        return
    if first.security_group is None and second.security_group is None:
        made = f"the EC2 Instance Connect Endpoint of {pair.same_vpc}"
        message = f"{pair.first.file} makes {made} too, and a VPC takes it once"
        help = "write instance_connect: sg-… in one of the two, the endpoint's security group"
        paths = (_INSTANCE_CONNECT, _INSTANCE_CONNECT)
        yield pair.finding(_ONE_INSTANCE_CONNECT, paths, message, help)


def subscriptions_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Warn of one address that two trees subscribe to one topic."""
    first, second = pair.first.alerts, pair.second.alerts
    if first.topic_arn is None or first.topic_arn != second.topic_arn:
        return
    for section in _SUBSCRIBED:
        for address in sorted(_subscribed(pair.first, section) & _subscribed(pair.second, section)):
            message = f"{pair.first.file} subscribes {address} to this topic too"
            help = f"remove {address} from one of the two: it gets what either publishes there"
            path: Path = ("alerts", section)
            severity = Severity.WARNING
            yield pair.finding(_ONE_SUBSCRIPTION, (path, path), message, help, severity)


def _subscribed(cluster: Cluster, section: str) -> set[str]:
    """Return what is subscribed under a word of `alerts`, as far as it is known."""
    alerts = cluster.alerts
    members = alerts.lambda_ if section == "lambda" else getattr(alerts, section)
    if not isinstance(members, Mapping):
        return set(members)
    return {arn for arn in members.values() if isinstance(arn, str) and arn.startswith("arn:")}


def cloud_map_names_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one name of two services in a namespace that exists."""
    first, second = _cloud_map_names(pair.first), _cloud_map_names(pair.second)
    for namespace, name in sorted(first.keys() & second.keys()):
        message = f"service {name} of {pair.first.file} is in {namespace} too"
        help = "rename one of the services, or give one cluster a namespace of its own"
        paths = (first[namespace, name], second[namespace, name])
        yield pair.finding(_ONE_CLOUD_MAP_NAME, paths, message, help)


def _cloud_map_names(cluster: Cluster) -> Mapping[tuple[str, str], Path]:
    """Return the services in namespaces that exist; a namespace that is made is a tree's own."""
    return {
        (service.cloud_map.namespace, service.name): (*service.path, "cloud_map")
        for service in cluster.services.values()
        if service.cloud_map and service.cloud_map.namespace not in cluster.namespaces
    }
