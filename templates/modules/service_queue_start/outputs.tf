output "policy_name" {
  description = "Name of the policy that starts a task"
  value       = aws_appautoscaling_policy.this.name
}
