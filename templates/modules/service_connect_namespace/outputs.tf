output "arn" {
  description = "ARN of the namespace"
  value       = aws_service_discovery_http_namespace.this.arn
}

output "name" {
  description = "Name of the namespace"
  value       = aws_service_discovery_http_namespace.this.name
}
