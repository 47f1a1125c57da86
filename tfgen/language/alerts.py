"""`alerts`: who is told when something breaks."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.alarms import Alarms
from tfgen.language.budget import Budget
from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import (
    Bool,
    Key,
    TextOrExpression,
    Words,
    arn,
    later,
    matching,
)
from tfgen.language.section import One, Section
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
