output "records" {
  description = "Kinds of the service's records in DNS"
  value       = one(aws_service_discovery_service.this.dns_config).dns_records[*].type
}

output "registry_arn" {
  description = "ARN of the service in Cloud Map, for the service of ECS whose tasks it leads to"
  value       = aws_service_discovery_service.this.arn
}
