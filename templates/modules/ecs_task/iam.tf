locals {
  role_name_prefix = coalesce(var.role_name_prefix, "${var.family}-")
  task_role_arn    = var.task_role_arn == null ? aws_iam_role.task["containers"].arn : var.task_role_arn

  env_files          = distinct(flatten([for container in var.containers : container.env_files]))
  router_config_arns = [for value in values(local.router_config) : value if startswith(value, "arn:")]
  env_file_arns      = [for file in local.env_files : replace(file, "s3://", "arn:${var.partition}:s3:::")]

  # What ECS does to start the task and while it runs; what has no resources is left out.
  execution_rights = {
    WriteLogs = {
      actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      resources = [for group in aws_cloudwatch_log_group.this : "${group.arn}:*"]
    }
    # AWS knows no resource for this action.
    LogIn = {
      actions   = ["ecr:GetAuthorizationToken"]
      resources = distinct([for arn in var.repository_arns : "*"])
    }
    PullImages = {
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = var.repository_arns
    }
    CacheImages                = { actions = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"], resources = var.execution.cached_repository_arns }
    ReadSecrets                = { actions = ["secretsmanager:GetSecretValue"], resources = var.execution.secret_arns }
    ReadParameters             = { actions = ["ssm:GetParameters"], resources = var.execution.parameter_arns }
    DecryptSecrets             = { actions = ["kms:Decrypt"], resources = var.execution.kms_key_arns }
    ReadEnvironmentFiles       = { actions = ["s3:GetObject"], resources = local.env_file_arns }
    ReadLogRouterConfiguration = { actions = ["s3:GetObject"], resources = local.router_config_arns }
    FindLogRouterConfiguration = { actions = ["s3:GetBucketLocation"], resources = [for arn in local.router_config_arns : split("/", arn)[0]] }
    FindEnvironmentFiles       = { actions = ["s3:GetBucketLocation"], resources = distinct([for arn in local.env_file_arns : split("/", arn)[0]]) }
  }
  execution_statements = concat(
    [for sid, right in local.execution_rights : { Sid = sid, Effect = "Allow", Action = right.actions, Resource = right.resources } if length(right.resources) > 0],
    [for own in var.execution.statements : { Effect = own.effect, Action = own.actions, Resource = own.resources, Condition = own.conditions }],
  )

  # What the containers may do; a role that exists has rights of its own.
  task_policies = merge(var.task_policies, {
    file-systems = local.file_system_statements
    log-router   = try(var.logs.router.statements, [])
  })
}

# What ECS itself does for the task before and while it runs: pull images, read secrets, write logs.
resource "aws_iam_role" "execution" {
  name_prefix          = "${local.role_name_prefix}exec-"
  path                 = coalesce(var.role_path, "/ecs/${var.cluster_name}/")
  description          = "Starts the tasks of ${var.family}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })

  tags = var.tags
}

resource "aws_iam_role_policy" "execution" {
  # IAM takes no policy without statements.
  for_each = toset(length(local.execution_statements) > 0 ? ["start-tasks"] : [])

  name = each.key
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.execution_statements
  })
}

# What the containers may do in AWS: nothing, unless the call says so. A role that exists takes its place.
resource "aws_iam_role" "task" {
  for_each = toset(var.task_role_arn == null ? ["containers"] : [])

  name_prefix          = "${local.role_name_prefix}task-"
  path                 = coalesce(var.role_path, "/ecs/${var.cluster_name}/")
  description          = "Containers of ${var.family}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:${var.partition}:ecs:${var.region}:${var.account_id}:*" }
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })

  tags = var.tags
}

resource "aws_iam_role_policy" "task" {
  for_each = {
    for name, statements in local.task_policies : name => statements
    if length(statements) > 0 && var.task_role_arn == null
  }

  name = each.key
  role = aws_iam_role.task["containers"].id

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

resource "aws_iam_role_policy_attachment" "task" {
  for_each = var.managed_policy_arns

  role       = aws_iam_role.task["containers"].name
  policy_arn = each.value
}
