locals {
  # The whole internet is told by the zone alone: a further block changes no other route.
  routes = merge([
    for zone, through in var.nat_zones : {
      for block in var.internet_destinations :
      trimsuffix("${zone} to ${block}", " to 0.0.0.0/0") => { zone = zone, through = through, block = block }
      if !strcontains(block, ":")
    }
  ]...)
}

resource "aws_eip" "this" {
  for_each = toset([for zone in values(var.nat_zones) : zone if !contains(keys(var.nat_allocation_ids), zone)])

  domain = "vpc"

  tags = {
    Name = "${var.name}-nat-${each.key}"
  }
}

resource "aws_nat_gateway" "this" {
  for_each = toset(values(var.nat_zones))

  allocation_id = try(var.nat_allocation_ids[each.key], aws_eip.this[each.key].id)
  subnet_id     = var.public_subnet_ids[each.key]

  tags = {
    Name = "${var.name}-${each.key}"
  }
}

resource "aws_route" "private" {
  for_each = local.routes

  route_table_id         = var.private_route_table_ids[each.value.zone]
  destination_cidr_block = each.value.block
  nat_gateway_id         = aws_nat_gateway.this[each.value.through].id
}
