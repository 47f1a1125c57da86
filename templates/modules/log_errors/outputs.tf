output "metric_name" {
  description = "Name of the metric that counts the errors"
  value       = var.name

  depends_on = [aws_cloudwatch_log_metric_filter.this]
}
