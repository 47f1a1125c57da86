output "private_subnet_ids" {
  description = "Ids of the private subnets, by zone, once their endpoints are there"
  value       = var.private_subnet_ids

  # An instance or task that starts before its endpoints finds no way to AWS.
  depends_on = [aws_vpc_endpoint.gateway, aws_vpc_endpoint.interface]
}

output "service_names" {
  description = "Names of the services that have an endpoint"
  value = sort(concat(
    [for endpoint in aws_vpc_endpoint.gateway : endpoint.service_name],
    [for endpoint in aws_vpc_endpoint.interface : endpoint.service_name],
  ))
}
