locals {
  run_task = [
    {
      # IAM sees the family alone where no revision is named.
      Effect   = "Allow"
      Action   = "ecs:RunTask"
      Resource = [local.newest_arn, "${local.newest_arn}:*"]
      Condition = {
        ArnEquals = { "ecs:cluster" = local.cluster_arn }
      }
    },
    {
      Effect   = "Allow"
      Action   = "ecs:TagResource"
      Resource = "${local.ecs}:task/${var.cluster_name}/*"
      Condition = {
        StringEquals = { "ecs:CreateAction" = "RunTask" }
      }
    },
    {
      Effect   = "Allow"
      Action   = "iam:PassRole"
      Resource = var.role_arns
      Condition = {
        StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" }
      }
    },
  ]
}

# What the rules may do: start this task here with its roles, or the workflow that runs it.
resource "aws_iam_role" "this" {
  name_prefix          = "${coalesce(var.role_name_prefix, "${var.family}-")}rule-"
  path                 = "/ecs/"
  description          = "Starts ${var.family} on events"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      Condition = {
        ArnEquals    = { "aws:SourceArn" = values(aws_cloudwatch_event_rule.this)[*].arn }
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name_prefix = "rule-"
  role        = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for statement in local.run_task : statement if !local.through_workflow],
      [
        for workflow in var.workflow[*] : {
          Effect   = "Allow"
          Action   = "states:StartExecution"
          Resource = workflow.arn
        }
      ],
    )
  })
}
