output "destinations" {
  description = "Blocks that the routes lead to"
  value       = sort(distinct([for route in aws_route.this : coalesce(route.destination_cidr_block, route.destination_ipv6_cidr_block)]))
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, by zone, once they have their routes"
  value       = var.private_subnet_ids

  # A task that starts before its route finds no way to its database.
  depends_on = [aws_route.this]
}
