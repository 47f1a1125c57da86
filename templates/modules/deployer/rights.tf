locals {
  ecs         = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  cluster_arn = "${local.ecs}:cluster/${var.cluster_name}"
  of_services = ["service", "service-deployment", "service-revision"]
  role_prefix = coalesce(var.role_path, "/ecs/${var.cluster_name}/${var.cluster_name}-")

  deploy = [
    {
      # AWS knows no resource for this action.
      Effect   = "Allow"
      Action   = "ecs:DescribeTaskDefinition"
      Resource = "*"
      Condition = {
        StringEquals = { "aws:RequestedRegion" = var.region }
      }
    },
    {
      # By name, for another cluster's name may begin with this one's. Tags come with what is registered.
      Effect   = "Allow"
      Action   = ["ecs:RegisterTaskDefinition", "ecs:TagResource"]
      Resource = [for family in var.families : "${local.ecs}:task-definition/${family}:*"]
    },
    {
      # Deployments and revisions have the names of cluster and service in their ARNs, as services have.
      Effect = "Allow"
      Action = [
        "ecs:DescribeServiceDeployments",
        "ecs:DescribeServiceRevisions",
        "ecs:DescribeServices",
        "ecs:ListServiceDeployments",
        "ecs:StopServiceDeployment",
        "ecs:UpdateService",
      ]
      Resource = [for kind in local.of_services : "${local.ecs}:${kind}/${var.cluster_name}/${var.service_name_prefix}*"]
    },
    {
      # A task definition names its roles: these are those of its own tasks, and of no other application's.
      Effect   = "Allow"
      Action   = "iam:PassRole"
      Resource = concat(["arn:${var.partition}:iam::${var.account_id}:role${local.role_prefix}*"], var.role_arns)
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
