output "cluster_name" {
  description = "Name of the cluster, once new instances get a trunk: it is theirs from the day that they join"
  value       = var.cluster_name

  depends_on = [aws_ecs_account_setting_default.this]
}

output "setting" {
  description = "The account setting: enabled or disabled"
  value       = aws_ecs_account_setting_default.this.value
}
