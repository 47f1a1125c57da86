locals {
  # Who may leave what could not be delivered: the rules, and the topic where it has endpoints.
  senders = {
    EventBridge = {
      service     = "events.amazonaws.com"
      source_arns = [for event in var.events : event.rule_arn]
    }
    SNS = {
      service     = "sns.amazonaws.com"
      source_arns = [for topic_arn in [var.topic_arn] : topic_arn if length(var.https) + length(var.sqs) + length(var.lambda) + length(local.firehose) > 0]
    }
  }
}

# Alerts that could not be delivered wait here for two weeks.
resource "aws_sqs_queue" "undelivered" {
  name                      = "${var.cluster_name}-undelivered-alerts"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "undelivered" {
  queue_url = aws_sqs_queue.undelivered.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        for sid, sender in local.senders : {
          Sid       = sid
          Effect    = "Allow"
          Principal = { Service = sender.service }
          Action    = "sqs:SendMessage"
          Resource  = aws_sqs_queue.undelivered.arn
          Condition = {
            ArnEquals = { "aws:SourceArn" = sender.source_arns }
          }
        } if length(sender.source_arns) > 0
      ],
      [{
        Sid       = "TLSOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.undelivered.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      }],
    )
  })
}
