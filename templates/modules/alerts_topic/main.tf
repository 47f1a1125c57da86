locals {
  # Who may publish: rules of EventBridge, and the alarms of this cluster.
  publishers = {
    EventBridge = {
      service = "events.amazonaws.com"
      condition = {
        ArnEquals = { "aws:SourceArn" = var.rule_arns }
      }
    }
    CloudWatch = {
      service = "cloudwatch.amazonaws.com"
      condition = {
        ArnLike      = { "aws:SourceArn" = "arn:${var.partition}:cloudwatch:${var.region}:${var.account_id}:alarm:${var.cluster_name}-*" }
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }
  }
}

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for sid, publisher in local.publishers : {
        Sid       = sid
        Effect    = "Allow"
        Principal = { Service = publisher.service }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = publisher.condition
      } if sid != "EventBridge" || length(var.rule_arns) > 0
    ]
  })
}
