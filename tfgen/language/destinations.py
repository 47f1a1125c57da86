"""`destination`: where the logs of containers go."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.container_parts import Secret, spelled_secret, spelling
from tfgen.language.field import Field
from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import Bool, Int, Words, matching
from tfgen.language.section import Expressed, Section, Spelled

# Services of others, which want a key, a token or a password.
VENDORS = ("datadog", "splunk", "newrelic", "loki")
# What Fluent Bit beside the containers sends to.
FIRELENS = ("opensearch", "firehose", "forward", *VENDORS)

HostName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*",
        "a host",
        "write its name or address, without https://",
        bare=True,
    ),
]

# https://docs.datadoghq.com/getting_started/tagging/
DatadogText = Annotated[
    str,
    matching(
        r"[A-Za-z][A-Za-z0-9_./-]{0,99}",
        "a word of Datadog's",
        "begin with a letter, and use letters, digits and _ . / -",
    ),
]

_FIRELENS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"
_OPENSEARCH = Only("for opensearch", type="opensearch", code="RULE129", source=_FIRELENS)
_FIREHOSE = Only("for firehose", type="firehose", code="RULE129", source=_FIRELENS)
_FORWARD = Only("for forward", type="forward", code="RULE129", source=_FIRELENS)
_DATADOG = Only("for datadog", type="datadog", code="RULE129", source=_FIRELENS)
_NEW_RELIC = Only("for newrelic", type="newrelic", code="RULE129", source=_FIRELENS)
_LOKI = Only("for loki", type="loki", code="RULE129", source=_FIRELENS)
_HOSTS = Only(
    "for forward, splunk and loki",
    type=("forward", "splunk", "loki"),
    code="RULE129",
    source=_FIRELENS,
)
_ROUTED = Not(
    "with cloudwatch and fluentd",
    type=("cloudwatch", "fluentd"),
    code="RULE129",
    why="no Fluent Bit stands between",
    source=_FIRELENS,
)
_INDEXED = Only(
    "for opensearch and splunk", type=("opensearch", "splunk"), code="RULE129", source=_FIRELENS
)
_WITH_SECRET = Only(
    "for datadog, splunk, newrelic and loki", type=VENDORS, code="RULE129", source=_FIRELENS
)
_FLUENTD = Only("for fluentd", type="fluentd", code="RULE129", source=_FIRELENS)


class Destination(Section):
    """Where container logs go: to all but cloudwatch and fluentd through a FireLens sidecar."""

    type: Annotated[
        Literal[
            "cloudwatch",
            "opensearch",
            "firehose",
            "forward",
            "datadog",
            "splunk",
            "newrelic",
            "loki",
            "fluentd",
        ],
        Words(),
    ] = Field(
        "cloudwatch",
        description="cloudwatch, opensearch, firehose, forward (Fluentd's protocol), datadog, "
        "splunk, newrelic, loki or fluentd (Docker's driver).",
    )
    endpoint: Annotated[HostName | None, _OPENSEARCH] = Field(
        None, description="Endpoint of the domain, without https://."
    )
    domain: (
        Annotated[
            str,
            matching(
                # https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html
                r"[a-z][a-z0-9-]{2,27}",
                "the name of a domain",
                "use 3 to 28 lower-case letters, digits and hyphens",
            ),
            _OPENSEARCH,
        ]
        | None
    ) = Field(None, description="Name of the domain. Default: as the endpoint tells.")
    index: (
        Annotated[
            str,
            matching(
                r"[a-z0-9][a-z0-9._-]{0,254}",
                "the name of an index",
                "use lower-case letters, digits and . _ -",
            ),
            _INDEXED,
        ]
        | None
    ) = Field(
        None,
        description="Index that the logs go into. Left out: of splunk the token's own.",
    )
    stream: (
        Annotated[
            str,
            matching(
                # https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
                r"[A-Za-z0-9_.-]{1,64}",
                "the name of a stream",
                "use up to 64 letters, digits and . _ -",
            ),
            _FIREHOSE,
        ]
        | None
    ) = Field(None, description="Name of the delivery stream in this account and region.")
    host: Annotated[HostName | None, _HOSTS] = Field(
        None, description="Host of the collector, of Splunk's HTTP Event Collector or of Loki."
    )
    port: Annotated[Int | None, _HOSTS] = Field(
        None,
        ge=1,
        le=65535,
        description="Port there. Left out: 24224 of forward, 8088 of splunk, 443 of loki.",
    )
    tls: Annotated[Bool, _FORWARD] = Field(True, description="Whether to connect with TLS.")
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html
    config_file: (
        Annotated[
            str,
            matching(
                r"s3://[a-z0-9.-]{3,63}(?:/[A-Za-z0-9!_.*'()-]+)+|(?:/[A-Za-z0-9_.-]+)+",
                "a configuration file",
                "write s3://<bucket>/<key>, or a path of Fluent Bit's image",
            ),
            _ROUTED,
        ]
        | None
    ) = Field(
        None,
        description="Fluent Bit's own configuration before the output, such as filters: "
        "s3://bucket/key on instances, or a file of AWS's image, such as "
        "/fluent-bit/configs/parse-json.conf.",
    )
    secret: Annotated[
        Annotated[
            Secret,
            Spelled(spelled_secret),
            Expressed("arn"),
            spelling(
                "a secret's place",
                "write /path/of/a/parameter, an ARN, {secret: key}, "
                "or {secretsmanager: name, key: …}",
                secret=True,
            ),
        ]
        | None,
        _WITH_SECRET,
    ] = Field(
        None,
        description="Where ECS reads the API key of datadog, the token of splunk, the license key "
        "of newrelic, or the password of loki: /parameter, ARN or long form.",
    )
    # https://docs.datadoghq.com/getting_started/site/
    site: (
        Annotated[
            str,
            matching(
                r"(?:(?:us3|us5|ap1|ap2)\.)?datadoghq\.com|datadoghq\.eu|ddog-gov\.com",
                "a site of Datadog's",
                "write datadoghq.com, us3.datadoghq.com, us5.datadoghq.com, datadoghq.eu, "
                "ap1.datadoghq.com, ap2.datadoghq.com or ddog-gov.com",
            ),
            _DATADOG,
        ]
        | None
    ) = Field(None, description="Datadog's site, such as datadoghq.eu.")
    dd_service: Annotated[DatadogText | None, _DATADOG] = Field(
        None, description="Service that Datadog files the logs under."
    )
    dd_source: Annotated[DatadogText | None, _DATADOG] = Field(
        None, description="Technology that the logs are of, by which Datadog parses them: nginx."
    )
    # https://docs.newrelic.com/docs/logs/log-api/introduction-log-api/
    data_center: Annotated[Literal["us", "eu"], Words(), _NEW_RELIC] | None = Field(
        None, description="Where New Relic keeps the account."
    )
    http_user: (
        Annotated[
            str,
            matching(r"[A-Za-z0-9_.@-]{1,128}", "a user", "use letters, digits and . _ @ -"),
            _LOKI,
        ]
        | None
    ) = Field(None, description="User of loki, whose password is the secret.")
    tenant_id: (
        Annotated[
            str,
            matching(r"[A-Za-z0-9_.-]{1,150}", "a tenant", "use letters, digits and . _ -"),
            _LOKI,
        ]
        | None
    ) = Field(None, description="Tenant of a loki that has several.")
    address: (
        Annotated[
            str,
            matching(
                r"(?:tcp://)?[A-Za-z0-9.-]+:[0-9]{1,5}",
                "the address of a collector",
                "write host:24224",
            ),
            _FLUENTD,
        ]
        | None
    ) = Field(None, description="host:port of the collector, reached from the instance.")
    tag: (
        Annotated[
            str,
            matching(r"[A-Za-z0-9_.{}/-]{1,128}", "a tag", "use letters, digits and . _ / - { }"),
            _FLUENTD,
        ]
        | None
    ) = Field(None, description="Tag of the records. Default: <cluster>.<task>.")

    @property
    def in_s3(self) -> bool:
        """Whether the configuration of Fluent Bit is an object of S3."""
        return bool(self.config_file and self.config_file.startswith("s3://"))
