locals {
  alarms = merge(aws_cloudwatch_metric_alarm.this, aws_cloudwatch_metric_alarm.route)
}

output "alarm_names" {
  description = "Names of the alarms, by what they watch"
  value       = { for key, alarm in local.alarms : key => alarm.alarm_name }
}

output "thresholds" {
  description = "Where the alarms ring, by what they watch"
  value       = { for key, alarm in local.alarms : key => alarm.threshold }
}
