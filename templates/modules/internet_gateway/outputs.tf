output "internet_gateway_id" {
  description = "Id of the internet gateway"
  value       = aws_internet_gateway.this.id
}

output "subnet_ids" {
  description = "Ids of the public subnets, by zone, once they have their way out"
  value       = var.subnet_ids

  # Balancers and NAT gateways need the internet gateway before they start and until they are gone.
  depends_on = [aws_route.ipv4, aws_route.ipv6]
}
