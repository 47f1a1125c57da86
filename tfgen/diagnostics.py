"""What went wrong, where, and what to do: the values that every stage raises. Imports nothing of ours."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache


class Severity(StrEnum):
    """How much a finding weighs: only an error stops the pipeline."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1, length counts the characters marked (0: the whole file)."""

    file: str
    line: int = 1
    column: int = 1
    length: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is a key of CODES. `message` says what is wrong and why, in one line; `help` says what to do.
    `path` is the finding's path in the spec, such as ("network", "cidr"). `also` points at further places
    that belong to it, each with a few words ("first defined here"). `secret` keeps the source line from being shown.
    """

    code: str
    message: str
    location: Location | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    path: tuple[str | int, ...] = ()
    also: tuple[tuple[Location, str], ...] = ()
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means, for everybody who meets it: `tfgen explain`, SARIF and the page of findings.

    `name` is short and for people, such as subnet-outside-vpc. `what` is the fault in one sentence, `why` the
    reason that it is one, `help` the way out; `source` links to the page that states the rule or limit.
    """

    code: str
    name: str
    what: str
    why: str
    help: str
    source: str = ""
    severity: Severity = Severity.ERROR


class TfgenError(Exception):
    """All findings of a stage; the command line prints them and exits with `exit_code`."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted_by_place(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics))

    @property
    def exit_code(self) -> int:
        """The exit code of the gravest family among the errors."""
        return max(
            (FAMILIES[family(d.code)] for d in self.diagnostics if d.severity is Severity.ERROR),
            default=1,
        )


def family(code: str) -> str:
    """Return the letters of a code: RULE for RULE014."""
    return code.rstrip("0123456789")


def sorted_by_place(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, line and column; findings without a place come first."""
    nowhere = Location("", 0, 0)
    return tuple(sorted(diagnostics, key=lambda d: (d.location or nowhere, d.code, d.message)))


def without_secrets(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Keep a line with a secret from being shown by any finding on it."""
    found = list(found)
    lines = {(one.location.file, one.location.line) for one in found if one.secret and one.location}
    for one in found:
        yield replace(
            one, secret=one.location is not None and (one.location.file, one.location.line) in lines
        )


def closest(word: str, known: Sequence[str]) -> str:
    """Return "did you mean 'x'?" for the known word nearest to this one, or ""."""
    import difflib

    near = difflib.get_close_matches(word, _likely(word, tuple(known)), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


# Two words are compared in microseconds: a thousand with a thousand others take seconds.
_MOST_COMPARED = 100
_NEIGHBOURS = 12


def _likely(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return known words to compare one with: of very many, those that begin or end like it."""
    if len(known) <= _MOST_COMPARED:
        return known
    forwards, backwards = _ordered(known)
    near = _around(word, forwards)
    return (*near, *(other[::-1] for other in _around(word[::-1], backwards)))


@lru_cache(maxsize=4)
def _ordered(known: tuple[str, ...]) -> tuple[list[str], list[str]]:
    return sorted(known), sorted(other[::-1] for other in known)


def _around(word: str, ordered: list[str]) -> list[str]:
    middle = bisect(ordered, word)
    return ordered[max(0, middle - _NEIGHBOURS) : middle + _NEIGHBOURS]


# Families of codes by stage, each with the exit code that its errors lead to.
FAMILIES = {
    "YAML": 1,  # source: the text is not the YAML that we accept
    "SPEC": 1,  # spec: a section does not have its shape
    "RULE": 1,  # rules: sections do not fit together, or break a limit of AWS
    "SEC": 1,  # rules: a security finding, graded by security.profile
    "HCL": 4,  # verify: the rendered or given tree is not sound
    "WRITE": 3,  # write: refused, since something that is not ours would be lost
    "IO": 5,  # input or output failed
    "USAGE": 64,  # the command line is at fault
    "BUG": 70,  # tfgen itself is at fault
}

# Every code with its one-line meaning. Codes are never reused.
CODES: dict[str, str] = {
    # YAML: source
    "YAML001": "The file is not UTF-8.",
    "YAML002": "A control character, or an escape that is no character.",
    "YAML003": "The spec is too large.",
    "YAML004": "The spec is empty.",
    "YAML005": "The spec is not a mapping.",
    "YAML006": "The file holds a second document.",
    "YAML007": "The text is not YAML.",
    "YAML008": "A tab outside quotes, block texts and comments.",
    "YAML009": "A line stands where its indentation does not let it.",
    "YAML010": "A quote or bracket without its other half.",
    "YAML011": "A text that needs quotes.",
    "YAML012": "A key defined twice in one mapping.",
    "YAML013": "A key that is empty or not plain text.",
    "YAML014": "A merge key.",
    "YAML015": "A tag or directive.",
    "YAML016": "An alias without its anchor, or an anchor defined twice.",
    "YAML017": "Aliases that expand to too many values.",
    "YAML018": "Nesting that is too deep.",
    "YAML019": "A typographic quote or space where a plain one is meant.",
    "YAML020": "A line or key without its colon.",
    "YAML021": "A value that is read as a comment.",
    "YAML022": "An escape that YAML does not know.",
    # SPEC: spec
    "SPEC001": "A required key is missing.",
    "SPEC002": "A key that the language does not know.",
    "SPEC004": "A value of the wrong kind: mapping, list or single value.",
    "SPEC005": "An empty value where one is needed.",
    "SPEC006": "Not a plain integer.",
    "SPEC007": "Not true or false.",
    "SPEC008": "Not a duration with a unit.",
    "SPEC009": "Not an IPv4 block.",
    "SPEC010": "A string that has not its form.",
    "SPEC011": "Not one of the words that the field knows.",
    "SPEC012": "A number, length or count beyond its limit.",
    "SPEC014": "A list that gives a value twice.",
    "SPEC015": "A base spec that cannot be used.",
    # RULE: rules
    "RULE001": "A region that tfgen does not know.",
    "RULE002": "A VPC larger than /16 or smaller than /28.",
    "RULE003": "A range that no VPC can have.",
    "RULE004": "A VPC in a range of the public internet.",
    "RULE005": "A VPC in the range of Docker's bridge.",
    "RULE006": "A zone of another region.",
    "RULE007": "A zone that the region does not have.",
    "RULE008": "No availability zone.",
    "RULE009": "An application load balancer with fewer than two zones.",
    "RULE010": "NAT gateways without an internet gateway.",
    "RULE011": "An internet-facing load balancer without an internet gateway.",
    "RULE012": "A nat_zone that is not a zone of the cluster.",
    "RULE013": "A nat_zone without a single NAT gateway.",
    "RULE015": "A zone that needs its blocks written.",
    "RULE016": "A public block without an internet gateway.",
    "RULE017": "A subnet outside the VPC.",
    "RULE018": "Two subnets that overlap.",
    "RULE019": "A subnet that is too small.",
    "RULE020": "An environment too long to name the cluster.",
    "RULE021": "A cluster's name that does not start with its environment.",
    "RULE022": "A composed name that AWS refuses.",
    "RULE023": "Two composed names that are equal.",
    "RULE024": "Sizes of an instance group that are not in order.",
    "RULE025": "Not an instance type.",
    "RULE026": "An instance type that tfgen does not know.",
    "RULE027": "An instance type that the region does not offer.",
    "RULE028": "An instance type that no ECS-optimized image boots on.",
    "RULE029": "An instance group whose image AWS's next one replaces.",
    "RULE030": "An attribute that tfgen or ECS sets.",
    "RULE031": "iops or throughput that the type of volume does not take, or lacks.",
    "RULE032": "iops or throughput beyond the volume's limits.",
    "RULE033": "A key of ecs.config that tfgen writes.",
    "RULE034": "A secret in user data.",
    "RULE035": "What looks like a secret in user data.",
    "RULE036": "Boot commands that would not arrive whole.",
    "RULE037": "User data that is too large.",
    "RULE038": "A peer under the key of the other direction.",
    "RULE039": "A security group rule without a peer.",
    "RULE040": "A port that the protocol does not take, or lacks.",
    "RULE041": "A port or range of ports that does not exist.",
    "RULE042": "A peer that is not in the spec.",
    "RULE043": "A peer that is not a block.",
    "RULE044": "A description that EC2 refuses.",
    "RULE045": "A security group rule that stands twice.",
    "RULE046": "Egress that keeps instances from ECS.",
    "RULE047": "More security group rules than AWS takes at first.",
    "RULE048": "A load balancer without a listener that answers.",
    "RULE049": "A TLS policy that ELB does not know.",
    "RULE050": "A status that no fixed response can have.",
    "RULE051": "Two default actions of one listener.",
    "RULE052": "A health check whose timeout is not below its interval.",
    "RULE053": "A range of success codes in the wrong order.",
    "RULE054": "A load balancer that nobody may connect to.",
    "RULE055": "A name that no S3 bucket can have.",
    "RULE056": "An ARN of another partition.",
    "RULE057": "An ARN of another region.",
    "RULE059": "An ARN of another account.",
    "RULE060": "A retention that CloudWatch Logs does not know.",
    "RULE061": "A log prefix that belongs to AWS.",
    "RULE062": "A tag that AWS, ECS or tfgen sets.",
    "RULE063": "A tag that not every service takes.",
    "RULE064": "Two tags that differ in case only.",
    "RULE065": "Not an e-mail address.",
    "RULE066": "An object key that is too long.",
    "RULE067": "A state that stays in a local file.",
    "RULE068": "A named profile.",
    "RULE069": "A waiver of a finding that does not exist.",
    "RULE070": "A waiver that has ended.",
    "RULE071": "A waiver that accepts nothing.",
    "RULE100": "An idle timeout that is not whole minutes.",
    "RULE101": "SSH without a key pair, or with two.",
    "RULE102": "A bastion without SSH, or SSH through a bastion that is not there.",
    "RULE103": "A bastion without a public subnet.",
    "RULE104": "A bastion in a zone that is not one of the cluster.",
    "RULE105": "A bastion or SSH open to the whole internet.",
    "RULE106": "An instance type that no bastion can have.",
    "RULE107": "A way to reach instances, without instances.",
    "RULE080": "An instance group without an instance type, or with both fields for it.",
    "RULE081": "Instance types of one group that need different images.",
    "RULE082": "Spot instances of one type only.",
    "RULE083": "Spot instances that a group never has.",
    "RULE084": "What Bottlerocket does not take.",
    "RULE085": "A capacity that is not in the spec.",
    "RULE086": "Fargate and instance groups in one capacity.",
    "RULE087": "A second base in one capacity.",
    "RULE088": "A capacity without any weight.",
    "RULE089": "A cluster without a default capacity.",
    "RULE090": "An instance group with a name of Fargate.",
    "RULE091": "Scaling steps that are not in order.",
    "RULE092": "Percentages of an instance refresh that are too far apart.",
    "RULE093": "A rollback that ends where it began.",
    "RULE094": "Termination protection, which keeps instances.",
    "RULE095": "Instances in public subnets without an internet gateway.",
    "RULE096": "A former name that is in use.",
    "RULE097": "Tasks in public subnets that are not there.",
    "RULE098": "A key that ends with what a call of another member is named for.",
    "RULE099": "A task without an essential container.",
    "RULE110": "An image that may be another one tomorrow.",
    "RULE111": "What looks like a secret in the environment of a container.",
    "RULE112": "A variable that is both plain and secret.",
    "RULE113": "Ports that are given twice.",
    "RULE114": "A secret without one place.",
    "RULE115": "A container's check whose timeout is not below its interval.",
    "RULE116": "A container that waits for what cannot come.",
    "RULE117": "A mount without its volume, or two on one target.",
    "RULE118": "More memory reserved than the container may use.",
    "RULE119": "A soft limit above its hard limit.",
    "RULE120": "A volume of two kinds.",
    "RULE121": "A volume that nothing mounts.",
    "RULE122": "Rights beside a task role that exists.",
    "RULE123": "A system container without instances.",
    "RULE124": "Two system containers on one port of an instance.",
    "RULE125": "A host port where no ports are mapped.",
    "RULE126": "A registry without credentials or cache.",
    "RULE127": "A cache that ECR cannot fill.",
    "RULE128": "Two caches with one prefix.",
    "RULE129": "A log destination that lacks what it needs, or has too much.",
    "RULE130": "An OpenSearch endpoint that does not tell its domain.",
    "RULE131": "A system container that logs to fluentd.",
    "RULE132": "Cached images whose account is not known.",
    "RULE133": "What run: docker cannot do.",
    "RULE134": "run: docker on an image without it.",
    "RULE135": "An instance without memory for tasks.",
    "RULE136": "A log driver that instances do not allow.",
    "RULE150": "An event of instances without instance groups.",
    "RULE151": "An alarm of instances without instance groups.",
    "RULE152": "An alarm that looks back over a span that CloudWatch does not take.",
    "RULE154": "A check for newer images without an image that could become old.",
    "RULE155": "A check for newer images that nobody hears of.",
    "RULE156": "An alarm whose metrics Container Insights does not give.",
    "RULE157": "An alarm of daemons without a daemon.",
    "RULE158": "An alarm that rings when the cluster is empty, which it may be.",
    "RULE159": "An alert of spot capacity that the cluster does not use.",
    "RULE160": "An alarm of errors in logs without a log that it reads.",
    "RULE161": "A regular expression over logs that CloudWatch does not take.",
    "RULE153": "Alerts that nobody gets.",
    "RULE165": "A setting of a VPC that tfgen does not make.",
    "RULE166": "A subnet of an existing VPC that is not given by its id.",
    "RULE167": "The id of a subnet without that of its VPC.",
    "RULE168": "A subnet that is given twice.",
    "RULE169": "An endpoint that is missing where there is no other way out.",
    "RULE170": "A gateway endpoint in a VPC that tfgen does not make.",
    "RULE171": "An internal load balancer whose clients are not known.",
    "RULE172": "An internet-facing load balancer without public subnets.",
    "RULE173": "IPv6 without an internet gateway.",
    "RULE174": "IPv6 in a local zone.",
    "RULE175": "IPv6 where nothing else leads out.",
    "RULE176": "A regional NAT gateway where AWS has none.",
    "RULE177": "Interface endpoints in a local zone.",
    "RULE178": "An IPv6 block in a network without IPv6.",
    "RULE180": "Two specs of one cluster.",
    "RULE181": "Two specs with one state.",
    "RULE182": "Two clusters with one prefix of log groups.",
    "RULE183": "Two VPCs with overlapping blocks.",
    "RULE184": "Two clusters that compose the same name.",
    "RULE185": "Two clusters that make the same endpoint in one VPC.",
    "RULE186": "Two balancers with one DNS name.",
    # SEC: security
    "RULE200": "A field of a load balancer that its type does not have.",
    "RULE201": "A classic load balancer: a legacy.",
    "RULE202": "A classic load balancer without listeners, or with two on one port.",
    "RULE203": "A listener or name that needs a certificate.",
    "RULE204": "Static addresses of an internal load balancer.",
    "RULE205": "A DNS name of two load balancers.",
    "RULE206": "A classic load balancer without instances behind it.",
    "RULE210": "A service or job that does not say where it runs.",
    "RULE211": "A size that Fargate does not have.",
    "RULE212": "Sidecars that leave the main container nothing, or have its name.",
    "RULE213": "A network that a service or job cannot have, or a field of another one.",
    "RULE214": "A field that the capacity of a service or job does not have.",
    "RULE215": "A step of a placement strategy that says nothing, or two things.",
    "RULE216": "A number of tasks beside scaling.",
    "RULE217": "Scaling that follows nothing.",
    "RULE218": "Bounds of scaling that are not in order.",
    "RULE219": "Requests that are not counted on one route.",
    "RULE220": "A service and a system container with one name.",
    "RULE221": "A task that no instance has room for.",
    "RULE222": "An architecture that the instances do not have.",
    "RULE223": "A placement constraint that no instance meets.",
    "RULE224": "A route from a load balancer that is not in the spec.",
    "RULE225": "A route in a form that its load balancer does not take.",
    "RULE226": "A route to a port that the container does not have.",
    "RULE227": "One pattern for two routes.",
    "RULE228": "Two listener rules with one priority.",
    "RULE229": "A listener on a port that is taken, or that is none.",
    "RULE240": "A deployer that nobody is.",
    "RULE241": "A repository none of whose workflows may deploy.",
    "RULE242": "An image that the deployer may not push.",
    "RULE243": "A job with the task family of another workload.",
    "RULE244": "A file system that is not in the spec.",
    "RULE245": "A directory of a file system without an owner, or an owner without a directory.",
    "RULE246": "A disk of EBS where ECS makes none, or a second one.",
    "RULE247": "A setting of a schedule, without a schedule.",
    "RULE248": "A window of a schedule that is not whole minutes.",
    "RULE249": "More capacities than a schedule takes.",
    "RULE250": "A file system that the instances cannot mount.",
    "RULE251": "A file system that nothing mounts.",
    "RULE252": "A file system in a local zone.",
    "RULE253": "A task role of the user's own beside a file system.",
    "RULE260": "An alarm of requests or targets without a route.",
    "RULE261": "A rollback by an alarm that the service does not have.",
    "RULE262": "A dashboard whose tasks Container Insights does not count.",
    "RULE263": "An alarm of tasks that rings while all is as the spec says.",
    "RULE264": "ECS Exec in a container with a read-only root.",
    "RULE265": "ECS Exec with a task role that exists.",
    "RULE266": "A deployment that shifts requests where it can shift none.",
    "RULE267": "A route of several rules where a deployment shifts one.",
    "RULE268": "A bake time that is not whole minutes.",
    "RULE269": "A field that the strategy of a deployment does not have.",
    "RULE270": "A step of a deployment that is too small.",
    "RULE271": "Requests that are counted where a deployment takes them away.",
    "RULE272": "An alarm that adds up more metrics than CloudWatch takes.",
    "RULE273": "Steps of scaling that lead nowhere.",
    "RULE274": "Steps of scaling that lead both ways.",
    "RULE280": "Service Connect in a network that it does not know.",
    "RULE281": "A service that its peers reach at no port.",
    "RULE282": "A name or port of a service that no peer calls.",
    "RULE283": "One name for two services of Service Connect.",
    "RULE284": "More tasks than Cloud Map knows of a service.",
    "RULE285": "A peer without a security group of its own.",
    "RULE286": "A record of addresses for tasks that have none of their own.",
    "RULE287": "A record without its port, or with one that it does not have.",
    "RULE288": "One namespace in DNS that two specs make in one VPC.",
    "RULE289": "Weights that one rule cannot have.",
    "RULE290": "A weight that is compared with none.",
    "RULE300": "A value that has no use where it stands.",
    "SEC001": "A load balancer that answers plain HTTP.",
    "SEC002": "A load balancer without access logs.",
    "SEC003": "A load balancer without deletion protection.",
    "SEC004": "A VPC without flow logs.",
    "SEC005": "Logs kept for less than a year, or for ever.",
    "SEC006": "A cluster without Container Insights.",
    "SEC007": "SSH or RDP open to the whole internet.",
    "SEC008": "Everything open out to the whole internet.",
    "SEC009": "A TLS policy that lets in TLS 1.1 or older.",
    "SEC013": "Sessions on instances that leave no log.",
    "SEC014": "ECS Exec without its audit.",
    "SEC015": "SSH to the instances past the bastion.",
    "SEC010": "Instances with public addresses.",
    "SEC011": "Containers that can take the role of their instance.",
    "SEC017": "A container with a writable root file system.",
    "SEC018": "A privileged container.",
    "SEC019": "A task role that may do everything.",
    "SEC024": "A deployer that is an IAM user.",
    "SEC025": "A file system without backups.",
    "SEC026": "A certificate for a wildcard name.",
    "SEC028": "Tasks with public addresses.",
    # HCL: verify
    "HCL001": "A file that is not HCL.",
    "HCL002": "A quoted string with an escape that Terraform does not know.",
    "HCL003": "Two arguments or blocks on one line.",
    "HCL004": "Braces of a block that are not laid out as HCL demands.",
    "HCL005": "An argument that is set twice.",
    "HCL006": "A resource, variable, output or other name that is declared twice.",
    "HCL007": "A block with the wrong labels.",
    "HCL008": "A block or argument that Terraform does not know at the top of a file.",
    "HCL009": "A variable with a name that Terraform keeps for itself.",
    "HCL010": "A block with count and for_each.",
    "HCL011": "A module call without source.",
    "HCL012": "A reference to what is not declared.",
    "HCL013": "A reference to an output that the module does not have.",
    "HCL014": "each, count or self where Terraform does not know them.",
    "HCL015": "A resource with count or for_each used without a key, or another one with a key.",
    "HCL016": "A module call of a folder that holds no module.",
    "HCL017": "A module call that does not give an input that has no default.",
    "HCL018": "A module call with an input that the module does not declare.",
    "HCL019": "A templatefile() of a file that does not exist.",
    "HCL020": "A template that uses a name that it is not given.",
    "HCL021": "A template that is given a name that it does not use.",
    "HCL022": "A file without tfgen's header.",
    "HCL023": "A module without main.tf, variables.tf or outputs.tf.",
    "HCL024": "A variable without type or description, or an output without description.",
    "HCL025": "Variables or outputs that are not in the order of their names.",
    "HCL026": "A variable, local value, data source or template that nothing uses.",
    "HCL027": "A tab, a carriage return, or a file that does not end with one newline.",
    "HCL028": "Module calls that are not those of the plan.",
    "HCL029": "Inputs of a module call that are not those of the plan.",
    "HCL030": "A value that is read back as another one than the plan asked for.",
    "HCL031": "A file that is not UTF-8.",
    "HCL032": "A version of python-hcl2 whose grammar tfgen cannot use.",
    "HCL033": "A run of a test file with an unknown command, or an assertion without condition or error_message.",
    "HCL034": "A module call that gives an input exactly its default.",
    "HCL035": "A condition that is the same whatever happens.",
    "HCL036": "Names that go round in a circle.",
    "HCL060": "An argument or block that does not exist.",
    "HCL061": "A required argument that is missing.",
    "HCL062": "Too few or too many blocks of a kind.",
    "HCL063": "An argument that only the provider sets.",
    "HCL064": "A value of the wrong type.",
    "HCL065": "A reference to an attribute that does not exist.",
    "HCL066": "Something deprecated.",
    "HCL067": "A resource or data source that the allowed versions of the provider do not have.",
    "HCL068": "A function that does not exist, or with too few or too many arguments.",
    "HCL069": "A type constraint that is none.",
    "HCL070": "A value that must be written out and is computed.",
    "HCL075": "A feature of a newer AWS provider in a module that takes older ones.",
    # WRITE: write
    "WRITE020": "The file that `init` would write exists.",
    "WRITE001": "A generated file was edited by hand.",
    "WRITE002": "A file that tfgen did not write is in the way.",
    "WRITE003": "A generated file has git's conflict markers.",
    "WRITE004": "A symbolic link is in the way, or leads out of the tree: it is not followed.",
    "WRITE005": "A folder is in the place of a file, or a file in that of a folder.",
    "WRITE006": "tfgen's own record of the files that it wrote cannot be read.",
    "WRITE007": "tfgen's own record lists a file that tfgen never writes.",
    "WRITE008": "The rendered tree has a path that tfgen never writes.",
    "WRITE009": "Another tfgen is writing into the same folder.",
    "WRITE030": "A value of a spec that cannot be edited where it stands.",
    "WRITE031": "One line that pins images which must differ.",
    # IO
    "IO001": "A file that does not exist.",
    "IO002": "A path that is not a regular file.",
    "IO003": "A file that may not be read.",
    "IO004": "A file that cannot be read.",
    "IO020": "A file or folder of the tree cannot be read.",
    "IO021": "A file or folder of the tree may not be written by this user.",
    "IO022": "There is no space for a file of the tree.",
    "IO023": "The operating system refused to write a file of the tree.",
    "IO040": "The file of `init` cannot be written.",
    "IO060": "boto3, the optional library that asks AWS, is not installed.",
    "IO061": "AWS did not answer.",
    "IO062": "A spec that cannot be written.",
    "IO070": "Standard output takes no more.",
    # BUG
    "BUG001": "A fault of tfgen itself.",
}
