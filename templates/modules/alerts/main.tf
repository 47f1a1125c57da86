resource "aws_cloudwatch_event_target" "this" {
  for_each = var.events

  rule = each.value.rule
  arn  = var.topic_arn

  input_transformer {
    input_paths    = each.value.paths
    input_template = "\"${each.value.headline}: <reason>\""
  }

  # An alert of yesterday helps nobody: after an hour of trying it goes to the queue.
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }
}

# Each address has to confirm the first mail; until then it gets nothing.
resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.emails)

  topic_arn = var.topic_arn
  protocol  = "email"
  endpoint  = each.key
}

# Each endpoint has to confirm the first request; what it does not take goes to the queue.
resource "aws_sns_topic_subscription" "https" {
  for_each = toset(var.https)

  topic_arn      = var.topic_arn
  protocol       = "https"
  endpoint       = each.key
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.undelivered.arn })

  depends_on = [aws_sqs_queue_policy.undelivered]
}
