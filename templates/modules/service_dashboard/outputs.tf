output "name" {
  description = "Name of the dashboard in CloudWatch"
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}
