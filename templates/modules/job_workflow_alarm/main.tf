resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = "${var.family}-failed-runs"
  alarm_description   = "A run of ${var.family} failed or took too long, and so did each further try: its workflow says why."
  namespace           = "AWS/States"
  metric_name         = "ExecutionsFailed"
  dimensions          = { StateMachineArn = var.state_machine_arn }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # Without executions there is nothing to count.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.topic_arns
}
