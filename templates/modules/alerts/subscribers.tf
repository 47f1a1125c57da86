locals {
  # A subscription that cannot deliver leaves the alert in the queue.
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.undelivered.arn })
  firehose       = try(var.firehose.streams, {})
}

resource "aws_sns_topic_subscription" "sms" {
  for_each = toset(var.sms)

  topic_arn = var.topic_arn
  protocol  = "sms"
  endpoint  = each.key
}

# The policy of the queue says whether the topic may send to it.
resource "aws_sns_topic_subscription" "sqs" {
  for_each = var.sqs

  topic_arn      = var.topic_arn
  protocol       = "sqs"
  endpoint       = each.value
  redrive_policy = local.redrive_policy

  depends_on = [aws_sqs_queue_policy.undelivered]
}

# A version or alias stands behind the seven fields of the function's own ARN.
resource "aws_lambda_permission" "this" {
  for_each = var.lambda

  statement_id  = "${var.cluster_name}-alerts"
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
  source_arn    = var.topic_arn
  function_name = join(":", slice(split(":", each.value), 0, 7))
  qualifier     = try(split(":", each.value)[7], null)
}

resource "aws_sns_topic_subscription" "lambda" {
  for_each = var.lambda

  topic_arn      = var.topic_arn
  protocol       = "lambda"
  endpoint       = each.value
  redrive_policy = local.redrive_policy

  depends_on = [aws_sqs_queue_policy.undelivered]
}

resource "aws_sns_topic_subscription" "firehose" {
  for_each = local.firehose

  topic_arn             = var.topic_arn
  protocol              = "firehose"
  endpoint              = each.value
  subscription_role_arn = var.firehose.role_arn
  redrive_policy        = local.redrive_policy

  depends_on = [aws_sqs_queue_policy.undelivered]
}
