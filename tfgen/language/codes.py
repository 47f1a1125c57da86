"""What the codes of this stage mean, for those who explain findings."""

from __future__ import annotations

from tfgen.diagnostics import Code

_BLOCKS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html"
_BALANCERS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide"
_REFERENCES = "https://developer.hashicorp.com/terraform/language/expressions/references"
_DEPLOYMENTS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"

CODES: tuple[Code, ...] = (
    Code(
        "SPEC001",
        "missing-key",
        what="A required key is missing.",
        why="tfgen has no default for it that would be right for every cluster.",
        help="Add the key with a value.",
    ),
    Code(
        "SPEC002",
        "unknown-key",
        what="The language does not know a key.",
        why="A misspelt key would have no effect, and nobody would notice.",
        help="Write the key that is suggested, or remove it.",
    ),
    Code(
        "SPEC004",
        "wrong-kind",
        what="A value is of the wrong kind: a mapping, a list or a single value.",
        why="The field has no meaning for a value of that kind.",
        help="Write the kind that the message names.",
    ),
    Code(
        "SPEC005",
        "empty-value",
        what="A value is empty where one is needed.",
        why="A null stands for a default, and this field has none.",
        help="Give a value, or write '' for the empty string.",
    ),
    Code(
        "SPEC006",
        "not-an-integer",
        what="A value is not a plain integer.",
        why="What 010, 1e3 or 1_000 mean depends on who reads YAML, and a unit is the field's own.",
        help="Write digits alone, without quotes and without a unit.",
    ),
    Code(
        "SPEC007",
        "not-a-boolean",
        what="A value is not true or false.",
        why="yes, no, on and off are booleans in YAML 1.1 and texts in YAML 1.2.",
        help="Write true or false, without quotes.",
    ),
    Code(
        "SPEC008",
        "not-a-duration",
        what="A value is not a duration with a unit.",
        why="AWS counts some times in seconds and others in minutes, so a bare number says "
        "nothing.",
        help="Write a number with a unit, such as 30s, 5m or 1h30m.",
    ),
    Code(
        "SPEC009",
        "not-a-block",
        what="A value is not an IPv4 block, or not an IPv6 block where one may stand.",
        why="AWS takes a block by its first address and prefix, in its shortest form.",
        help="Write the first address and a prefix, such as 10.0.0.0/16.",
        source=_BLOCKS,
    ),
    Code(
        "SPEC010",
        "wrong-form",
        what="A string has not its form.",
        why="AWS, Terraform or tfgen would refuse it later, or read it as something else.",
        help="Write it in the form that the message shows.",
    ),
    Code(
        "SPEC011",
        "unknown-word",
        what="A value is not one of the words that the field knows.",
        why="Each of the words has its meaning, and other ones have none.",
        help="Write the word that is suggested, or one of those that are listed.",
    ),
    Code(
        "SPEC012",
        "beyond-limit",
        what="A number, length or count is beyond its limit.",
        why="AWS would refuse it when the cluster is applied.",
        help="Write a value within the limit that the message names.",
    ),
    Code(
        "SPEC014",
        "given-twice",
        what="A list gives a value twice.",
        why="The second one has no effect, and another value was probably meant.",
        help="Remove one of the two.",
    ),
    Code(
        "SPEC015",
        "unusable-base",
        what="The spec that extends names cannot be used.",
        why="It is missing, lies outside the repository, or comes back to the spec itself; or it "
        "is named behind a spec that extends it, and could not be merged over that.",
        help="Name specs of the repository, relative to this file, the most general first.",
    ),
    Code(
        "SPEC016",
        "nothing-to-take-out",
        what="A null takes out a member that no base has.",
        why="In a spec that extends others a null takes out what it inherits. Here there is "
        "nothing of that name: the base may have changed, or the name is misspelt.",
        help="Remove the line; to add a member with all its defaults, write {}.",
    ),
    Code(
        "SPEC017",
        "not-whole",
        what="The spec lacks what every spec has: it looks like a base that others extend.",
        why="A base may leave out what differs between its environments, but is rendered only as "
        "part of a spec that has it all.",
        help="Add what is missing, or name a spec that extends this one.",
    ),
    Code(
        "SPEC025",
        "not-an-expression",
        what="What stands behind `terraform:` is no reference, nor a function of references.",
        why="Only those are taken into the tree as they stand; all else of a spec is text.",
        help="Write a reference, or a local in a .tf file of your own and its name here.",
        source=_REFERENCES,
    ),
    Code(
        "SPEC026",
        "not-known-when-rendering",
        what="An expression of Terraform stands where a value must be known when rendering.",
        why="Addresses, names, files and the number of resources of the tree hang on the value.",
        help="Write the value itself.",
    ),
    Code(
        "RULE165",
        "setting-of-existing-vpc",
        what="A setting of a VPC stands beside vpc_id, so that tfgen does not make the VPC.",
        why="The VPC exists, and its owner decided that.",
        help="Remove the setting, or remove vpc_id.",
    ),
    Code(
        "SPEC030",
        "section-of-the-platform",
        what="An application has a section that only its platform has.",
        why="Network, cluster, capacity and balancers are made once, by the platform's tree.",
        help="Remove the section, or write it in the platform's spec.",
    ),
    Code(
        "SPEC031",
        "other-than-the-platform",
        what="An application has another environment, region or account than its platform.",
        why="Its tasks run in the platform's cluster, which is of one region and account.",
        help="Remove the key: an application takes it over.",
    ),
    Code(
        "SPEC032",
        "platform-is-an-application",
        what="The platform that an application names is itself an application.",
        why="It has no network, cluster or balancers that others could run on.",
        help="Name the spec that has the network and the cluster.",
    ),
    Code(
        "RULE200",
        "field-of-other-balancer",
        what="A load balancer has a field that its type does not have.",
        why="Application, network and classic load balancers have different settings.",
        help="Remove the field, or give the load balancer the type that has it.",
        source=f"{_BALANCERS}/what-is-load-balancing.html",
    ),
    Code(
        "RULE247",
        "setting-without-schedule",
        what="A setting of a schedule or of events stands in a job that has none.",
        why="Nothing starts the job by itself; who runs it by hand sets such things then.",
        help="Write schedule or events, or remove the setting.",
    ),
    Code(
        "RULE269",
        "field-of-other-strategy",
        what="A deployment has a field that its strategy does not have.",
        why="Only some strategies shift requests in steps, or wait between them.",
        help="Remove the field, or choose the strategy that has it.",
        source=f"{_DEPLOYMENTS}/API_DeploymentConfiguration.html",
    ),
    Code(
        "RULE300",
        "without-use",
        what="A value has no use where it stands.",
        why="It changes nothing, and who reads the spec would think that it does.",
        help="Remove it, or write what gives it a use: the message names that.",
    ),
    Code(
        "RULE400",
        "platform-told-twice",
        what="A platform is given by its spec, and described beside that.",
        why="The platform's spec says it, and two descriptions could differ.",
        help="Remove the description, or describe a platform that has no spec.",
    ),
    Code(
        "RULE581",
        "several-tasks-in-a-workflow",
        what="A job with a timeout or a retry starts several tasks.",
        why="Step Functions runs one task of ECS, waits for its end and tries it again.",
        help="Remove task_count, or timeout and retry.",
        source="https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html",
    ),
)
