resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = var.kms_key_arn
}

# Who may publish: rules of EventBridge and budgets where there are some, and the alarms of this cluster.
resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      # Without a condition: EventBridge gives SNS none of its keys, so that with one it would be refused.
      # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
      [for service in ["events.amazonaws.com"] : {
        Sid       = "EventBridge"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
      } if length(var.rule_arns) > 0],
      [{
        Sid       = "CloudWatch"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = {
          ArnLike      = { "aws:SourceArn" = "arn:${var.partition}:cloudwatch:${var.region}:${var.account_id}:alarm:${var.cluster_name}-*" }
          StringEquals = { "aws:SourceAccount" = var.account_id }
        }
      }],
      # https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
      [for service in ["budgets.amazonaws.com"] : {
        Sid       = "Budgets"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = {
          ArnLike      = { "aws:SourceArn" = "arn:${var.partition}:budgets::${var.account_id}:*" }
          StringEquals = { "aws:SourceAccount" = var.account_id }
        }
      } if length(var.budget_names) > 0],
    )
  })
}
