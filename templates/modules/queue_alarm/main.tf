resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = var.queue_name
  alarm_description   = "${var.contents} wait in queue ${var.queue_name}: look there why."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = var.queue_name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # A queue that nobody used for six hours reports nothing.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.topic_arns
}
