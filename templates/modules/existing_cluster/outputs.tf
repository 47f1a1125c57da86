output "capacity_providers" {
  description = "Names of the capacity providers, by capacity, where the cluster is there"
  value       = var.capacity_providers

  depends_on = [data.aws_ecs_cluster.this]
}

output "cluster_name" {
  description = "Name of the cluster"
  value       = data.aws_ecs_cluster.this.cluster_name
}
