output "cluster_arn" {
  description = "ARN of the cluster"
  value       = aws_ecs_cluster.this.arn
}

output "cluster_name" {
  description = "Name of the cluster, once it exists"
  value       = aws_ecs_cluster.this.name
}

output "container_insights" {
  description = "Container Insights: enhanced, enabled or disabled"
  value       = one(aws_ecs_cluster.this.setting).value
}
