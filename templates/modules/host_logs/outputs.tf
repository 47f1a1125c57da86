output "cloudwatch_agent_config" {
  description = "Configuration of the CloudWatch agent that sends these logs, a stream for each instance"
  value = jsonencode({
    agent = { run_as_user = "root" }
    logs = {
      logs_collected = {
        files = {
          collect_list = [for name, file in local.files : {
            file_path        = file
            log_group_name   = aws_cloudwatch_log_group.this[name].name
            log_stream_name  = "${var.cluster_name}/{instance_id}"
            timestamp_format = "%Y-%m-%dT%H:%M:%S"
            timezone         = "UTC"
          }]
        }
      }
    }
  })
}

output "log_group_arns" {
  description = "ARNs of the log groups"
  value       = [for group in aws_cloudwatch_log_group.this : group.arn]
}

output "log_group_names" {
  description = "Names of the log groups, by log"
  value       = { for name, group in aws_cloudwatch_log_group.this : name => group.name }
}

output "log_retention_days" {
  description = "Days that the logs are kept; 0 keeps them for ever"
  value       = distinct([for group in aws_cloudwatch_log_group.this : group.retention_in_days])
}
