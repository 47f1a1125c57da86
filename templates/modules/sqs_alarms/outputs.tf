output "thresholds" {
  description = "Beyond which value each alarm rings, by its name"
  value = {
    for alarm in concat(values(aws_cloudwatch_metric_alarm.oldest_message), values(aws_cloudwatch_metric_alarm.failed)) :
    alarm.alarm_name => alarm.threshold
  }
}
