output "amount" {
  description = "US dollars that the cluster may cost in a month"
  value       = tonumber(aws_budgets_budget.this.limit_amount)
}
