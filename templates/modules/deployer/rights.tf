locals {
  ecs         = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  cluster_arn = "${local.ecs}:cluster/${var.cluster_name}"

  deploy = [
    {
      # Not all of these can be held to a family.
      Effect   = "Allow"
      Action   = ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"]
      Resource = "*"
      Condition = {
        StringEquals = { "aws:RequestedRegion" = var.region }
      }
    },
    {
      Effect   = "Allow"
      Action   = "ecs:TagResource"
      Resource = ["${local.ecs}:service/${var.cluster_name}/*", "${local.ecs}:task-definition/${var.cluster_name}-*:*"]
      Condition = {
        StringEquals = { "ecs:CreateAction" = ["CreateService", "RegisterTaskDefinition"] }
      }
    },
    {
      Effect   = "Allow"
      Action   = ["ecs:CreateService", "ecs:DescribeServices", "ecs:UpdateService"]
      Resource = "${local.ecs}:service/${var.cluster_name}/*"
      Condition = {
        ArnEquals = { "ecs:cluster" = local.cluster_arn }
      }
    },
    {
      # A task definition names its roles; none of the cluster's other roles lets tasks take it.
      Effect   = "Allow"
      Action   = "iam:PassRole"
      Resource = "arn:${var.partition}:iam::${var.account_id}:role/ecs/${var.cluster_name}-*"
      Condition = {
        StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" }
      }
    },
  ]

  run_jobs = [
    {
      # IAM sees the family alone where no revision is named.
      Effect = "Allow"
      Action = "ecs:RunTask"
      Resource = concat(
        [for family in var.job_families : "${local.ecs}:task-definition/${family}"],
        [for family in var.job_families : "${local.ecs}:task-definition/${family}:*"],
      )
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
      # How a run ended, and to end one.
      Effect   = "Allow"
      Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
      Resource = "${local.ecs}:task/${var.cluster_name}/*"
      Condition = {
        ArnEquals = { "ecs:cluster" = local.cluster_arn }
      }
    },
  ]

  push_images = [
    {
      # AWS knows no resource for this action.
      Effect   = "Allow"
      Action   = "ecr:GetAuthorizationToken"
      Resource = "*"
    },
    {
      Effect = "Allow"
      Action = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      Resource = var.repository_arns
    },
  ]
}
