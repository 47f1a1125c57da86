data "aws_security_group" "this" {
  id     = var.id
  vpc_id = var.vpc_id
  tags   = { for name in var.name[*] : "Name" => name }
}

# The group is another tree's, these rules are not: they come and go with what needs them.
resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.ingress

  #checkov:skip=CKV_AWS_24:Who may connect is what the spec says; port 22 open to all is a finding there.
  #checkov:skip=CKV_AWS_25:Who may connect is what the spec says; port 3389 open to all is a finding there.
  #checkov:skip=CKV_AWS_260:Who may connect is what the spec says; a balancer's port 80 is open to all.
  security_group_id            = data.aws_security_group.this.id
  description                  = coalesce(each.value.description, each.key)
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.security_group_id

  tags = {
    Name = each.key
  }
}
