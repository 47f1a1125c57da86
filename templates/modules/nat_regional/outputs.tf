output "availability_mode" {
  description = "Whether the gateway serves one zone (zonal) or all of them (regional)"
  value       = aws_nat_gateway.this.availability_mode
}

output "nat_public_ips" {
  description = "Addresses that the private subnets show to the internet, by zone; AWS adds some when it needs them"
  value = {
    for address in aws_nat_gateway.this.regional_nat_gateway_address :
    address.availability_zone => address.public_ip...
  }
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, by zone, once they have their way out"
  value       = var.private_subnet_ids

  # An instance that boots before there is a way out never joins the cluster.
  depends_on = [aws_route.private]
}
