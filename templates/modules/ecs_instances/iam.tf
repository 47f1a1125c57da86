locals {
  ecs = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
}

resource "aws_iam_role" "this" {
  name_prefix          = coalesce(var.role_name_prefix, "${local.group_name}-")
  path                 = "/ecs/"
  description          = "Instances of group ${var.name} in cluster ${var.cluster_name}"
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

# Instead of AmazonEC2ContainerServiceforEC2Role, with which an instance may join each cluster of the account, pull every
# image and write every log. Tasks pull and write with a role of their own.
resource "aws_iam_role_policy" "ecs" {
  name = "join-cluster"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # AWS knows no resource for these actions.
        Effect   = "Allow"
        Action   = ["ec2:DescribeTags", "ecs:DiscoverPollEndpoint"]
        Resource = "*"
      },
      {
        Effect = "Allow"
        Action = [
          "ecs:DeregisterContainerInstance",
          "ecs:RegisterContainerInstance",
          "ecs:SubmitAttachmentStateChanges",
          "ecs:SubmitContainerStateChange",
          "ecs:SubmitTaskStateChange",
        ]
        Resource = "${local.ecs}:cluster/${var.cluster_name}"
      },
      {
        Effect   = "Allow"
        Action   = ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"]
        Resource = "${local.ecs}:container-instance/${var.cluster_name}/*"
        Condition = {
          ArnEquals = { "ecs:cluster" = "${local.ecs}:cluster/${var.cluster_name}" }
        }
      },
      {
        Effect   = "Allow"
        Action   = "ecs:TagResource"
        Resource = "${local.ecs}:container-instance/${var.cluster_name}/*"
        Condition = {
          StringEquals = { "ecs:CreateAction" = "RegisterContainerInstance" }
        }
      },
      {
        # For containers that ask for their tags.
        Effect   = "Allow"
        Action   = "ecs:ListTagsForResource"
        Resource = [for kind in ["container-instance", "task"] : "${local.ecs}:${kind}/${var.cluster_name}/*"]
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "sessions" {
  for_each = var.session_policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

# Instead of CloudWatchAgentServerPolicy, which lets the agent write to every log group and read parameters.
resource "aws_iam_role_policy" "logs" {
  for_each = var.log_group_arns

  name = each.key
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = [for arn in each.value : "${arn}:*"]
    }]
  })
}

# This object alone. Where a key of KMS encrypts it, that key must let the role decrypt, too.
resource "aws_iam_role_policy" "ecs_config" {
  for_each = { for object in var.ecs_config_s3[*] : "ecs-config" => object }

  name = each.key
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:${var.partition}:s3:::${trimprefix(each.value, "s3://")}"
    }]
  })
}

# An instance says itself that it is prepared. AWS knows no resource for what describes it; Terraform adds 26
# characters to the name of a group.
resource "aws_iam_role_policy" "launch_hook" {
  for_each = toset(local.launch_hooks)

  name = "launch-hook"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "autoscaling:DescribeAutoScalingInstances"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "autoscaling:CompleteLifecycleAction"
        Resource = "arn:${var.partition}:autoscaling:${var.region}:${var.account_id}:autoScalingGroup:*:autoScalingGroupName/${local.group_name}-??????????????????????????"
      },
    ]
  })
}

# What the spec lets the instances do, beside what ECS needs.
resource "aws_iam_role_policy" "instance" {
  for_each = var.instance_policies

  name = each.key
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in each.value : {
      Effect    = statement.effect
      Action    = statement.actions
      Resource  = statement.resources
      Condition = statement.conditions
    }]
  })
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each = var.managed_policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

resource "aws_iam_instance_profile" "this" {
  name_prefix = coalesce(var.role_name_prefix, "${local.group_name}-")
  path        = "/ecs/"
  role        = aws_iam_role.this.name
}
