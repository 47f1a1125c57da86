"""What can be found when a cluster is read from AWS."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

CODES = (
    Code(
        "ADOPT085",
        "no-such-cluster",
        what="AWS has no cluster of this name in the region.",
        why="A cluster is found by its name, in the account of the credentials and one region.",
        help="Check name, --region and --profile: aws ecs list-clusters shows what there is.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html",
    ),
    Code(
        "ADOPT086",
        "not-read",
        what="A part of the cluster could not be read.",
        why="AWS refused the question, mostly since a right is missing. What it would have told is "
        "neither in the spec nor among the blocks.",
        help="Allow the action that the finding names to read, and run the command again.",
        source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT087",
        "name-of-no-spec",
        what="The cluster has a name that no cluster of a spec has.",
        why="AWS renames no cluster, and every name of a tree begins with its cluster's: with "
        "capitals or underscores some of them would be refused.",
        help="Write an application of its services on it: platform names a cluster as it is.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html",
    ),
    Code(
        "ADOPT088",
        "no-private-subnet",
        what="A zone of the VPC has public subnets alone.",
        why="A VPC that AWS made has one subnet in each zone, with a way in from the internet. A "
        "spec has a private one in each zone too, for whatever is to come.",
        help="Make a subnet in each zone, and write its id as private; what runs stays where it "
        "is.",
        source="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
        severity=Severity.WARNING,
    ),
)
