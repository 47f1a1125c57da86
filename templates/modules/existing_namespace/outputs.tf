output "arn" {
  description = "ARN of the namespace"
  value       = data.aws_service_discovery_http_namespace.this.arn
}
