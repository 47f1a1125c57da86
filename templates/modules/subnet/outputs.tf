output "cidrs" {
  description = "IPv4 blocks of the subnets, by zone"
  value       = { for zone, subnet in aws_subnet.this : zone => subnet.cidr_block }
}

output "route_table_ids" {
  description = "Ids of the route tables, by zone"
  value       = { for zone, table in aws_route_table.this : zone => table.id }
}

output "subnet_ids" {
  description = "Ids of the subnets, by zone, once they have their route tables"
  value       = { for zone, subnet in aws_subnet.this : zone => subnet.id }

  depends_on = [aws_route_table_association.this]
}
