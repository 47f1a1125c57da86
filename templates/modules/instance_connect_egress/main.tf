# The endpoint serves the whole VPC and is of another tree; these rules are of this one, and go with it.
resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = var.instance_security_group_ids

  security_group_id            = var.security_group_id
  description                  = "SSH to instance group ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = each.value

  tags = {
    Name = "instance-connect-${each.key}"
  }
}
