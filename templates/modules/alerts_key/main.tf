# A key of our own: EventBridge and CloudWatch cannot publish through the key that AWS manages for SNS.
resource "aws_kms_key" "this" {
  description         = "Alerts of cluster ${var.cluster_name}"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:${var.partition}:iam::${var.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      }],
      [{
        # Without a condition: AWS supports none on EventBridge's way to an encrypted topic.
        # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
        Sid       = "EventBridge"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
      }],
      [{
        Sid       = "CloudWatch"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:SourceAccount" = var.account_id }
        }
      }],
      # https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
      [for service in ["budgets.amazonaws.com"] : {
        Sid       = "Budgets"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = {
          ArnLike      = { "aws:SourceArn" = "arn:${var.partition}:budgets::${var.account_id}:*" }
          StringEquals = { "aws:SourceAccount" = var.account_id }
        }
      } if length(var.budget_names) > 0],
    )
  })

  tags = {
    Name = "${var.cluster_name}-alerts"
  }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.cluster_name}-alerts"
  target_key_id = aws_kms_key.this.key_id
}
