output "capacity_providers" {
  description = "Names of the capacity providers, by capacity, once the cluster has them"
  value       = var.capacity_providers

  depends_on = [aws_ecs_cluster_capacity_providers.this]
}

output "cluster_name" {
  description = "Name of the cluster, once it has its capacity providers"
  value       = aws_ecs_cluster_capacity_providers.this.cluster_name
}
