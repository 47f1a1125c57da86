locals {
  # The whole internet is told by the zone alone: a further block changes no other route.
  routes = merge([
    for zone, table in var.private_route_table_ids : {
      for block in var.internet_destinations :
      trimsuffix("${zone} to ${block}", " to 0.0.0.0/0") => { table = table, block = block }
      if !strcontains(block, ":")
    }
  ]...)
}

# One gateway that AWS spreads over the zones in use, with addresses of its own choice in each.
resource "aws_nat_gateway" "this" {
  vpc_id            = var.vpc_id
  availability_mode = "regional"

  tags = {
    Name = var.name
  }

  # The gateway stands behind the VPC's internet gateway, which must be there first and go last.
  depends_on = [var.internet_gateway_id]
}

resource "aws_route" "private" {
  for_each = local.routes

  route_table_id         = each.value.table
  destination_cidr_block = each.value.block
  nat_gateway_id         = aws_nat_gateway.this.id
}
