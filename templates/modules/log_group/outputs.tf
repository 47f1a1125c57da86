output "arn" {
  description = "ARN of the log group"
  value       = aws_cloudwatch_log_group.this.arn
}

output "name" {
  description = "Name of the log group, once it exists"
  value       = aws_cloudwatch_log_group.this.name
}

output "retention_days" {
  description = "Days that logs are kept; 0 keeps them for ever"
  value       = aws_cloudwatch_log_group.this.retention_in_days
}
