locals {
  # The whole internet is told by the zone alone: a further block changes no other route.
  ipv4_routes = merge([
    for zone, table in var.route_table_ids : {
      for block in var.internet_destinations :
      trimsuffix("${zone} to ${block}", " to 0.0.0.0/0") => { table = table, block = block }
      if !strcontains(block, ":")
    }
  ]...)
  ipv6_routes = merge([
    for zone, table in var.route_table_ids : {
      for block in var.internet_destinations :
      trimsuffix("${zone} to ${block}", " to ::/0") => { table = table, block = block }
      if var.ipv6 && strcontains(block, ":")
    }
  ]...)
}

resource "aws_internet_gateway" "this" {
  vpc_id = var.vpc_id

  tags = {
    Name = var.name
  }
}

resource "aws_route" "ipv4" {
  for_each = local.ipv4_routes

  route_table_id         = each.value.table
  destination_cidr_block = each.value.block
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route" "ipv6" {
  for_each = local.ipv6_routes

  route_table_id              = each.value.table
  destination_ipv6_cidr_block = each.value.block
  gateway_id                  = aws_internet_gateway.this.id
}
