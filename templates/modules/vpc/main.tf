resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:The module flow_logs logs its traffic, unless the spec switches that off.
  cidr_block                       = var.cidr
  assign_generated_ipv6_cidr_block = var.ipv6
  enable_dns_hostnames             = true
  enable_dns_support               = true

  tags = {
    Name = var.name
  }
}

# Taken over without rules: what names no security group of its own reaches nothing.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = {
    Name = "${var.name}-default"
  }
}
