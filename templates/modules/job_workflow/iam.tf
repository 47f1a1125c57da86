# What the workflow may do: run this task here with its roles, and be told when it has ended.
resource "aws_iam_role" "this" {
  name_prefix          = "${coalesce(var.role_name_prefix, "${var.family}-")}flow-"
  path                 = "/ecs/"
  description          = "Runs ${var.family} and waits for its end"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "states.amazonaws.com" }
      Condition = {
        ArnEquals    = { "aws:SourceArn" = "${local.states}:stateMachine:${var.family}" }
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name_prefix = "flow-"
  role        = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
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
        Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = "${local.ecs}:task/${var.cluster_name}/*"
        Condition = {
          ArnEquals = { "ecs:cluster" = local.cluster_arn }
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
      {
        # The one rule of the account by which Step Functions learns of tasks that ended; it makes the rule itself.
        Effect   = "Allow"
        Action   = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
        Resource = "${local.events}:rule/StepFunctionsGetEventsForECSTaskRule"
      },
    ]
  })
}
