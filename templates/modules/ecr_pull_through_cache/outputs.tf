output "prefixes" {
  description = "Prefixes of the repositories, by registry"
  value       = { for prefix, cache in aws_ecr_pull_through_cache_rule.this : cache.upstream_registry_url => prefix }
}
