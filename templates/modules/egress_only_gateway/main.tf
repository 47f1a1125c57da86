locals {
  # The whole internet is told by the zone alone: a further block changes no other route.
  routes = merge([
    for zone, table in var.route_table_ids : {
      for block in var.internet_destinations :
      trimsuffix("${zone} to ${block}", " to ::/0") => { table = table, block = block }
      if strcontains(block, ":")
    }
  ]...)
}

# Lets the private subnets out over IPv6, and nobody in.
resource "aws_egress_only_internet_gateway" "this" {
  vpc_id = var.vpc_id

  tags = {
    Name = var.name
  }
}

resource "aws_route" "this" {
  for_each = local.routes

  route_table_id              = each.value.table
  destination_ipv6_cidr_block = each.value.block
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this.id
}
