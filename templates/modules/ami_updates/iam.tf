# What the document may do.
resource "aws_iam_role" "compare_images" {
  name_prefix          = "${local.name}-"
  path                 = "/ecs/"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ssm.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:${var.partition}:ssm:*:${var.account_id}:automation-execution/*" }
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "compare_images" {
  name = "compare-images"
  role = aws_iam_role.compare_images.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Effect   = "Allow"
          Action   = "ssm:GetParameters"
          Resource = [for name in local.parameters : "arn:${var.partition}:ssm:${var.region}::parameter${name}"]
        },
        {
          Effect   = "Allow"
          Action   = "sns:Publish"
          Resource = concat([var.topic_arn], var.slack_topic_arn[*], var.teams_topic_arn[*])
        },
      ],
      [for key_arn in var.kms_key_arn[*] : {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource = key_arn
        Condition = {
          StringEquals = { "kms:ViaService" = "sns.${var.region}.${var.dns_suffix}" }
        }
      }],
    )
  })
}

# What the schedule may do: start this document, with its role.
resource "aws_iam_role" "schedule" {
  name_prefix          = "${var.cluster_name}-ami-schedule-"
  path                 = "/ecs/"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "schedule" {
  name = "start-document"
  role = aws_iam_role.schedule.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Effect = "Allow"
          Action = "ssm:StartAutomationExecution"
          Resource = [
            "arn:${var.partition}:ssm:${var.region}:${var.account_id}:automation-definition/${local.name}:*",
            "arn:${var.partition}:ssm:${var.region}:${var.account_id}:automation-execution/*",
            "arn:${var.partition}:ssm:${var.region}:${var.account_id}:document/${local.name}",
          ]
        },
        {
          Effect   = "Allow"
          Action   = "iam:PassRole"
          Resource = aws_iam_role.compare_images.arn
          Condition = {
            StringEquals = { "iam:PassedToService" = "ssm.amazonaws.com" }
          }
        },
        {
          Effect   = "Allow"
          Action   = "sqs:SendMessage"
          Resource = var.undelivered_queue_arn
        },
      ],
      # The schedule itself is encrypted with it.
      [for key_arn in var.kms_key_arn[*] : {
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = key_arn
      }],
    )
  })
}
