output "policy_names" {
  description = "Names of the policies that hold response times, by route"
  value       = { for key, policy in aws_appautoscaling_policy.this : key => policy.name }
}
