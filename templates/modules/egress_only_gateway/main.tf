# Lets the private subnets out over IPv6, and nobody in.
resource "aws_egress_only_internet_gateway" "this" {
  vpc_id = var.vpc_id

  tags = {
    Name = var.name
  }
}

resource "aws_route" "this" {
  for_each = var.route_table_ids

  route_table_id              = each.value
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this.id
}
