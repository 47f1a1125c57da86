"""`alerts`: who is told when something breaks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.language.budget import Budget
from tfgen.language.logs import HOST_LOGS, HostLog
from tfgen.language.meaning import Only
from tfgen.language.scalars import (
    Bool,
    Int,
    Key,
    Seconds,
    TextOrExpression,
    Words,
    arn,
    later,
    matching,
)
from tfgen.language.section import One, Section, Switch
from tfgen.language.subscribers import FunctionArn, PhoneNumber, StreamArn, SubscribedQueue

EMAIL_FORM = r"""[^\s@<>,;"']{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"""
Email = Annotated[str, matching(EMAIL_FORM, "an e-mail address", "write name@example.com")]
# No user:password@ : it would be shown in the tree, the plan and the state.
URL_FORM = r"""https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?][^\s"<>\\^`{|}]*)?"""
Url = Annotated[
    str,
    matching(
        URL_FORM,
        "an HTTPS address",
        "write https://host/path, without user, password or white space",
    ),
]
Event = Annotated[
    Literal[
        "task_failed",
        "deployment_failed",
        "placement_failed",
        "launch_failed",
        "refresh_failed",
        "agent_disconnected",
        "instance_drained",
        "spot_interruption",
    ],
    Words(),
]
_OF_A_CONFIGURATION = Only("with create_configuration", create_configuration=True)
TopicArn = Annotated[
    TextOrExpression, later(arn("sns", "[A-Za-z0-9_-]{1,256}", "an SNS topic (no FIFO)"))
]


TeamsId = Annotated[
    str,
    matching(
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "an id of Microsoft",
        "write its 32 lower-case hexadecimal digits, with hyphens",
    ),
]


class Slack(Section):
    """A Slack channel; its workspace is authorised once, in the console of Amazon Q Developer."""

    # https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
    workspace_id: Annotated[
        str,
        matching(r"[0-9A-Z]{1,255}", "the id of a Slack workspace", "write it as in T07EXAMPLE"),
    ] = Field(description="Id of the Slack workspace, such as T07EXAMPLE.")
    channel_id: Annotated[
        str,
        matching(
            r"[A-Za-z0-9]{1,255}",
            "the id of a Slack channel",
            "write it as in C07EXAMPLE, not its name",
        ),
    ] = Field(description="Id of the Slack channel, such as C07EXAMPLE.")
    # A channel has one configuration in an account, which several clusters may share.
    create_configuration: Bool = Field(
        True,
        description="Whether to make the channel's configuration, of which an account has one; "
        "false: it exists and names this cluster's topic, <cluster>-alerts-slack.",
    )
    topic_arns: Annotated[tuple[TopicArn, ...], One(), _OF_A_CONFIGURATION] = Field(
        (),
        description="Further topics that the channel shows, such as <cluster>-alerts-slack of "
        "clusters with create_configuration: false.",
    )


class Teams(Section):
    """A channel of Microsoft Teams; its team is authorised once, as a Slack workspace is."""

    # https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateMicrosoftTeamsChannelConfiguration.html
    tenant_id: TeamsId = Field(description="Id of the tenant of Microsoft.")
    team_id: TeamsId = Field(description="Id of the team.")
    channel_id: Annotated[
        str,
        matching(
            r"(?=.{1,255}$)[A-Za-z0-9_=+/.,-]*%3[Aa][A-Za-z0-9_=+/.,-]*%40[A-Za-z0-9_=+/.,-]*",
            "the id of a channel of Teams",
            "write it as the link to the channel has it, as in 19%3a0a1b%40thread.tacv2",
        ),
    ] = Field(description="Id of the channel, as its link has it: 19%3a…%40thread.tacv2.")
    create_configuration: Bool = Field(
        True,
        description="Whether to make the channel's configuration, of which an account has one; "
        "false: it exists and names this cluster's topic, <cluster>-alerts-teams.",
    )
    topic_arns: Annotated[tuple[TopicArn, ...], One(), _OF_A_CONFIGURATION] = Field(
        (),
        description="Further topics that the channel shows, such as <cluster>-alerts-teams of "
        "clusters with create_configuration: false.",
    )


class Watch(Section):
    """How long something must be wrong until an alarm rings."""

    # Metrics of ECS come by the minute, and an alarm looks back over a day at most:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    period: Seconds = Field(
        300, ge=60, le=86400, description="Span that makes one value; whole minutes."
    )
    evaluation_periods: Int = Field(
        3, ge=1, le=1440, description="Periods in a row that must be wrong."
    )


class Alarm(Watch):
    """When an alarm rings: each of the last `evaluation_periods` was beyond the threshold."""

    threshold: Int = Field(ge=1, le=100, description="Percent beyond which the alarm rings.")


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
Pattern = Annotated[
    str,
    matching(
        r"[^\x00-\x1f\x7f]{1,1024}",
        "a filter pattern of CloudWatch Logs",
        "write 1 to 1024 characters",
    ),
]
# Words of most logs, and the E or F before the date with which a line of klog begins.
ERROR_LINES = "%[Ee]rror|ERROR|[Ff]atal|FATAL|[Pp]anic|PANIC|^[EF][0-9][0-9][0-9][0-9]%"


class LogErrors(Watch):
    """Which lines of a log are errors, and how many of them ring."""

    # Errors come in bursts: three periods in a row would miss most of them.
    evaluation_periods: Int = Field(
        1, ge=1, le=1440, description="Periods in a row that must be wrong."
    )
    threshold: Int = Field(
        0, ge=0, le=1_000_000, description="Lines in one period beyond which the alarm rings."
    )
    pattern: Pattern = Field(
        ERROR_LINES,
        description="Filter pattern of CloudWatch Logs that an error matches: a regular "
        "expression between percent signs, terms such as ?ERROR ?FATAL, or fields of JSON. "
        "Default: lines with error, fatal or panic, also in capitals, and klog's.",
    )


# What a host cannot get over by itself: disks, memory, the kernel, and the ECS agent's worst level.
# The C library begins such messages with a capital, Docker and the agents, in Go, do not. A task
# that reaches its own limit is no fault of the host: "Memory cgroup out of memory", and a trace.
_HOST_ERRORS = (
    "[Nn]o space left on device",
    "I/O error",
    "[Ii]nput/output error",
    "Out of memory",
    "[Cc]annot allocate memory",
    "[Kk]ernel panic",
    "kernel BUG",
    " BUG: ",
    " Oops: ",
    "blocked for more than",
    "level=critical",
)
# AWS lists \s among what a pattern takes, and no blank.
HOST_ERROR_LINES = f"%{'|'.join(_HOST_ERRORS)}%".replace(" ", r"\s")


class HostLogErrors(LogErrors):
    """Which lines of the hosts' logs are errors, and how many of them ring."""

    pattern: Pattern = Field(
        HOST_ERROR_LINES,
        description="Filter pattern of CloudWatch Logs that an error matches, as in log_errors. "
        "Default: full and faulty disks, memory that ran out, faults of the kernel, and what the "
        "ECS agent calls critical.",
    )
    logs: tuple[HostLog, ...] = Field(
        HOST_LOGS, min_length=1, description="Logs of each host that are read. Default: all."
    )


class StuckDrain(Watch):
    """How long instances may take to go."""

    # Each waits for its tasks to stop and for others to start, and a refresh has several in a row.
    evaluation_periods: Int = Field(
        12, ge=1, le=1440, description="Periods in a row that must be wrong."
    )


class Alarms(Section):
    """CloudWatch alarms of the whole cluster."""

    cpu_reservation: Annotated[Alarm | None, One("threshold")] = Field(
        None,
        description="Share of the instances' CPU units that tasks reserve, in percent; a number "
        "is the threshold.",
    )
    memory_reservation: Annotated[Alarm | None, One("threshold")] = Field(
        None,
        description="Share of the instances' memory that tasks reserve, in percent; a number is "
        "the threshold.",
    )

    no_agent: Annotated[Watch | None, Switch()] = Field(
        None,
        description="Rings when no instance of the cluster reports a task. Container Insights "
        "counts only instances that run one, so it is for clusters that always do, such as "
        "those with a daemon.",
    )
    daemon_missing: Annotated[Watch | None, Switch()] = Field(
        None,
        description="An alarm for each system container with run: daemon; rings when it runs on "
        "fewer instances than it should. Needs Container Insights.",
    )
    drain_stuck: Annotated[StuckDrain | None, Switch()] = Field(
        None,
        description="An alarm for each instance group with managed_draining; rings when at no "
        "moment of an hour it is done with the instances that leave. A refresh of many instances "
        "may take longer than that: write a longer span then.",
    )
    log_errors: Annotated[LogErrors | None, Switch(), One("threshold")] = Field(
        None,
        description="An alarm for each system container with run: docker, the only one that it "
        "can have: ECS does not know it. Rings when it writes errors on any instance; a number "
        "is the threshold. Off unless written, since what an error looks like is up to the "
        "program.",
    )
    host_log_errors: Annotated[HostLogErrors | None, Switch(), One("threshold")] = Field(
        None,
        description="Rings when the logs of the instances (logs.host) tell of an error, on any "
        "instance; a number is the threshold.",
    )


class Alerts(Section):
    """Who is told when something breaks."""

    # Terraform cannot confirm a mail: until somebody does, the subscription is pending.
    emails: tuple[Email, ...] = Field(
        (), description="Subscribers; each must confirm the first mail by hand."
    )
    https: tuple[Url, ...] = Field(
        (),
        description="Endpoints that get each alert as SNS's JSON; each must confirm the first "
        "request.",
    )
    # A new account sends to numbers alone that were verified in its sandbox.
    sms: tuple[PhoneNumber, ...] = Field(
        (), description='Phone numbers that get each alert as a text message, as in "+31612345678".'
    )
    # Members of a map, since an ARN that Terraform works out could be no address.
    sqs: dict[Key, SubscribedQueue] = Field(
        {},
        description="Queues of SQS that get each alert as SNS's JSON, by any name: queues.<key> of "
        "this spec, which lets the topic send; or an ARN, whose queue's own policy has to.",
    )
    lambda_: dict[Key, FunctionArn] = Field(
        {},
        alias="lambda",
        description="ARNs of functions that get each alert, by any name, in the region and account "
        "of the cluster; the topic may invoke them.",
    )
    firehose: dict[Key, StreamArn] = Field(
        {},
        description="ARNs of streams of Amazon Data Firehose that keep each alert, by any name, in "
        "the region and account of the cluster.",
    )
    slack: Slack | None = Field(None, description="Slack channel that gets the alerts.")
    teams: Teams | None = Field(
        None, description="Channel of Microsoft Teams that gets the alerts."
    )
    topic_arn: TopicArn | None = Field(
        None,
        description="Topic that exists and gets the alerts; its policy, and that of its key, "
        "must let events.amazonaws.com, cloudwatch.amazonaws.com and, for a budget, "
        "budgets.amazonaws.com publish. Left out: an encrypted topic of the cluster's own.",
    )
    events: tuple[Event, ...] | None = Field(
        None,
        description="Events that are told. task_failed: a task could not start, ended with an "
        "error or failed its health check. deployment_failed: the circuit breaker or an alarm "
        "stopped it. placement_failed: no room for a task. launch_failed: an instance could not "
        "be launched. refresh_failed: an instance refresh failed or rolls back. "
        "agent_disconnected and instance_drained: only when written, since both belong to "
        "normal operation (an agent reconnects several times an hour). spot_interruption: AWS "
        "takes back a task on Fargate Spot; of an EC2 spot instance AWS tells only its id, so "
        "no rule can tell whose it is; instance_drained tells. Default: all others, those of "
        "instances and of spot where there are some.",
    )
    alarms: Alarms = Field(Alarms(), description="CloudWatch alarms of the whole cluster.")
    budget: Annotated[Budget | None, One("amount")] = Field(
        None,
        description="A monthly budget of the cluster, told on the alerts' topic; a number is the "
        "amount in US dollars. An application's cost is in that of its platform.",
    )
