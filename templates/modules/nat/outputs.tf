output "nat_public_ips" {
  description = "Addresses that the private subnets show to the internet, by zone of the gateway"
  value       = { for zone, gateway in aws_nat_gateway.this : zone => gateway.public_ip }
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, by zone, once they have their way out"
  value       = var.private_subnet_ids

  # An instance that boots before there is a way out never joins the cluster.
  depends_on = [aws_route.private]
}

output "zones" {
  description = "Zones that have a gateway"
  value       = keys(aws_nat_gateway.this)
}
