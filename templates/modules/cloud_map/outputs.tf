output "namespace_ids" {
  description = "Ids of the namespaces, by name"
  value       = { for name, namespace in aws_service_discovery_private_dns_namespace.this : name => namespace.id }
}

output "namespaces" {
  description = "Names of the namespaces"
  value       = sort([for namespace in aws_service_discovery_private_dns_namespace.this : namespace.name])
}
