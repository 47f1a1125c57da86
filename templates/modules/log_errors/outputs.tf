output "log_group_names" {
  description = "Names of the log groups whose errors are counted"
  value       = [for filter in aws_cloudwatch_log_metric_filter.this : filter.log_group_name]
}
