resource "aws_cloudwatch_event_target" "this" {
  for_each = var.events

  rule = each.value.rule
  arn  = var.topic_arn

  input_transformer {
    input_paths = each.value.paths
    # The reason stands without quotes: so EventBridge puts it in as JSON, whatever it holds.
    input_template = "{\"version\": \"1.0\", \"source\": \"custom\", \"content\": {\"title\": \"${each.value.headline}\", \"description\": <reason>}}"
  }

  # An alert of yesterday helps nobody: after an hour of trying it goes to the queue.
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = var.undelivered_queue_arn
  }
}
