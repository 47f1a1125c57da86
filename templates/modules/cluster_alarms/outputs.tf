output "alarm_names" {
  description = "Names of the alarms"
  value = sort([
    for alarm in concat(
      values(aws_cloudwatch_metric_alarm.cluster),
      values(aws_cloudwatch_metric_alarm.daemon_missing),
      values(aws_cloudwatch_metric_alarm.log_errors),
    ) : alarm.alarm_name
  ])
}

output "thresholds" {
  description = "Beyond which value each alarm of the whole cluster rings, by what it watches"
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.cluster : name => alarm.threshold }
}
