output "messages_per_task" {
  description = "Messages that wait for each task, as they are held"
  value       = one(aws_appautoscaling_policy.this.target_tracking_scaling_policy_configuration).target_value
}
