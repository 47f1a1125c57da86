output "log_group" {
  description = "Log group of the flow logs"
  value       = aws_cloudwatch_log_group.this.name
}
