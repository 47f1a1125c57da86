output "subnet_ids" {
  description = "Ids of the private subnets, by zone, once they have their way out over IPv6"
  value       = var.subnet_ids

  depends_on = [aws_route.this]
}
