# Nobody works on the messages, or not fast enough.
resource "aws_cloudwatch_metric_alarm" "oldest_message" {
  for_each = { for alarm in var.oldest_message[*] : "oldest-message" => alarm }

  alarm_name          = "${var.queue_name}-${each.key}"
  alarm_description   = "A message has waited in queue ${var.queue_name} for more than ${each.value.threshold} seconds: look whether somebody receives, and how fast."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = var.queue_name }
  statistic           = "Maximum"
  period              = each.value.period
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  # A queue that nobody used for six hours reports nothing.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.topic_arns
  ok_actions         = var.topic_arns
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  for_each = { for name in var.dead_letter_queue_name[*] : "failed" => name }

  alarm_name          = each.value
  alarm_description   = "Messages that were received too often wait in queue ${each.value}: look there why, and move them back to ${var.queue_name}."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = each.value }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.topic_arns
}
