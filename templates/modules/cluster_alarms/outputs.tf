output "thresholds" {
  description = "Beyond which value each alarm rings, by the name of the alarm"
  value = {
    for alarm in concat(
      values(aws_cloudwatch_metric_alarm.cluster),
      values(aws_cloudwatch_metric_alarm.daemon_missing),
      values(aws_cloudwatch_metric_alarm.drain_stuck),
      values(aws_cloudwatch_metric_alarm.host_log_errors),
      values(aws_cloudwatch_metric_alarm.log_errors),
    ) : alarm.alarm_name => alarm.threshold
  }
}
