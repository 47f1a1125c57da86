locals {
  # Each destination in each table; a further zone or block changes no other route.
  routes = merge([
    for zone, table in var.route_table_ids : {
      for destination, target in var.routes : "${zone} to ${destination}" => {
        table       = table
        destination = destination
        target      = target
      }
    }
  ]...)
}

resource "aws_route" "this" {
  for_each = local.routes

  route_table_id              = each.value.table
  destination_cidr_block      = strcontains(each.value.destination, ":") ? null : each.value.destination
  destination_ipv6_cidr_block = strcontains(each.value.destination, ":") ? each.value.destination : null
  transit_gateway_id          = each.value.target.transit_gateway_id
  vpc_peering_connection_id   = each.value.target.vpc_peering_connection_id
  network_interface_id        = each.value.target.network_interface_id
  gateway_id                  = each.value.target.gateway_id
}
