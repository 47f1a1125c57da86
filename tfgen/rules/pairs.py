"""Two specs, and how a finding at the later one points at the earlier."""

from __future__ import annotations

from dataclasses import replace

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.frozen import frozen
from tfgen.language.scalars import Expression
from tfgen.resolve import Cluster
from tfgen.rules.rule import Path, as_said, finding, place


@frozen
class Pair:
    """Two specs; what is wrong with both is found at the second and points at the first."""

    first: Cluster
    second: Cluster

    @property
    def severity(self) -> Severity:
        """An error where both are of one account, a warning where they may be."""
        account = self.first.account_id
        if account and account == self.second.account_id:
            return Severity.ERROR
        return Severity.WARNING

    @property
    def may_share_an_account(self) -> bool:
        """Whether both may be of one account: unless both name theirs and they differ.

        An account is of one partition.
        """
        if aws.partition(self.first.region) != aws.partition(self.second.region):
            return False
        accounts = (self.first.account_id, self.second.account_id)
        return None in accounts or accounts[0] == accounts[1]

    @property
    def may_meet(self) -> bool:
        """Whether both may be of one account, in one region."""
        return self.first.region == self.second.region and self.may_share_an_account

    @property
    def same_cluster(self) -> bool:
        """Whether both describe a cluster of the same name, where there can be one."""
        return self.may_meet and self.first.name == self.second.name

    @property
    def on_one_platform(self) -> bool:
        """Whether both are of one cluster: its platform and an application, or two of these."""
        applications = {self.first.application, self.second.application}
        return self.same_cluster and len(applications) == 2

    @property
    def same_vpc(self) -> str | None:
        """The id of the VPC that both give, if it is one; or whose VPC it is."""
        vpc_id = self.first.network.vpc_id
        if vpc_id is None and self.on_one_platform:
            return f"the VPC of cluster {self.first.name}"
        # Each tree has resources of its own, which the same words may name.
        if vpc_id != self.second.network.vpc_id or isinstance(vpc_id, Expression):
            return None
        return vpc_id

    @property
    def if_same_account(self) -> str:
        """What a message adds where the accounts are not known to be the same."""
        if self.severity is Severity.ERROR:
            return ""
        return ", if both are of one account"

    def finding(
        self,
        code: Code,
        paths: tuple[Path, Path],
        message: str,
        help: str,
        severity: Severity = Severity.ERROR,
    ) -> Diagnostic:
        """Return a finding with the places in both specs."""
        also = ((place(self.first, paths[0]), f"in {self.first.file}"),)
        diagnostic = finding(self.second, code.code, paths[1], message, help, severity=severity)
        return replace(as_said(diagnostic, code), also=also)
