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

# The channel's role: messages need no permission, and nobody in the channel gets any.
resource "aws_iam_role" "this" {
  name_prefix = var.role_name_prefix
  path        = "/ecs/"
  description = "Slack channel with the alerts of cluster ${var.cluster_name}, without any rights"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "chatbot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

# The workspace must have been authorised once, in the console of Amazon Q Developer in chat applications.
resource "aws_chatbot_slack_channel_configuration" "this" {
  configuration_name = "${var.cluster_name}-alerts"
  slack_team_id      = var.workspace_id
  slack_channel_id   = var.channel_id
  iam_role_arn       = aws_iam_role.this.arn
  # Even a role that somebody widens later may only read here.
  guardrail_policy_arns = ["arn:${var.partition}:iam::aws:policy/ReadOnlyAccess"]
  sns_topic_arns        = [var.topic_arn]
  logging_level         = "ERROR"
}
