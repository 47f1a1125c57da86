locals {
  log_groups = "arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group"
}

resource "aws_kms_key" "this" {
  description         = var.description
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
      [for name in var.log_group_name[*] : {
        Sid       = "CloudWatchLogs"
        Effect    = "Allow"
        Principal = { Service = coalesce(var.logs_principal, "logs.${var.region}.amazonaws.com") }
        Action    = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = {
          ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = "${local.log_groups}:${name}" }
        }
      }],
    )
  })

  tags = {
    Name = var.name
  }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}
