output "log_group_arns" {
  description = "ARNs of the log groups, by instance group: Docker itself writes to them, with the role of the instance"
  value       = { for group, logs in aws_cloudwatch_log_group.this : group => logs.arn }
}

output "log_group_names" {
  description = "Names of the log groups, by instance group, once they exist"
  value       = { for group, logs in aws_cloudwatch_log_group.this : group => logs.name }
}

output "units" {
  description = "What the unit of each instance group runs, by instance group; options and command as systemd reads them"
  value = {
    for group, logs in aws_cloudwatch_log_group.this : group => {
      image        = var.image
      options      = join(" ", local.options)
      command      = join(" ", local.command)
      region       = var.region
      log_group    = logs.name
      stop_timeout = var.stop_timeout
    }
  }
}
