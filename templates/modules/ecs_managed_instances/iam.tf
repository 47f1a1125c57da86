locals {
  ecs              = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  role_name_prefix = coalesce(var.role_name_prefix, "${local.provider_name}-")
}

resource "aws_iam_role" "instance" {
  name_prefix          = "${local.role_name_prefix}instance-"
  path                 = "/ecs/"
  description          = "Managed instances ${var.name} in cluster ${var.cluster_name}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

# Instead of AmazonECSInstanceRolePolicyForManagedInstances, with which an instance may join each cluster of the account.
# Tasks pull images and write logs with a role of their own.
resource "aws_iam_role_policy" "instance" {
  name = "join-cluster"
  role = aws_iam_role.instance.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # AWS knows no resource for this action.
        Effect   = "Allow"
        Action   = "ecs:DiscoverPollEndpoint"
        Resource = "*"
      },
      {
        Effect = "Allow"
        Action = [
          "ecs:RegisterContainerInstance",
          "ecs:SubmitAttachmentStateChanges",
          "ecs:SubmitTaskStateChange",
        ]
        Resource = "${local.ecs}:cluster/${var.cluster_name}"
      },
      {
        Effect   = "Allow"
        Action   = ["ecs:Poll", "ecs:PutSystemLogEvents", "ecs:StartTelemetrySession"]
        Resource = "${local.ecs}:container-instance/${var.cluster_name}/*"
      },
    ]
  })
}

resource "aws_iam_instance_profile" "this" {
  name_prefix = "${local.role_name_prefix}instance-"
  path        = "/ecs/"
  role        = aws_iam_role.instance.name
}

# With this ECS starts and ends the instances.
resource "aws_iam_role" "ecs" {
  name_prefix          = "${local.role_name_prefix}ecs-"
  path                 = "/ecs/"
  description          = "ECS, for managed instances ${var.name} in cluster ${var.cluster_name}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs.amazonaws.com" }
    }]
  })
}

# AWS's own policy: it makes and tags only what ECS manages, and AWS keeps it in step with what ECS does.
resource "aws_iam_role_policy_attachment" "ecs" {
  role       = aws_iam_role.ecs.name
  policy_arn = "arn:${var.partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForManagedInstances"
}

# It passes on roles whose names begin with ecsInstanceRole; this is the one that the instances here have.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-profile.html
resource "aws_iam_role_policy" "ecs" {
  name = "pass-instance-role"
  role = aws_iam_role.ecs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "iam:PassRole"
      Resource  = aws_iam_role.instance.arn
      Condition = { StringLike = { "iam:PassedToService" = "ec2.*" } }
    }]
  })
}
