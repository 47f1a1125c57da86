output "policy_name" {
  description = "Name of the policy that forecasts"
  value       = aws_appautoscaling_policy.this.name
}
