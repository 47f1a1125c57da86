locals {
  ecs         = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  cluster_arn = "${local.ecs}:cluster/${var.cluster_name}"
  # Without a revision it is the newest one.
  newest_arn       = "${local.ecs}:task-definition/${var.family}"
  through_workflow = var.workflow != null

  overrides = [
    for overrides in var.overrides[*] : {
      for name, value in {
        name        = overrides.container
        command     = overrides.command
        environment = [for variable, value in overrides.environment : { name = variable, value = value }]
      } : name => value if value != null && value != []
    }
  ]
  # Step Functions begins each word with a capital.
  workflow_overrides = [
    for overrides in var.overrides[*] : {
      for name, value in {
        Name        = overrides.container
        Command     = overrides.command
        Environment = [for variable, value in overrides.environment : { Name = variable, Value = value }]
      } : name => value if value != null && value != []
    }
  ]
  task_input     = var.overrides == null ? null : jsonencode({ containerOverrides = local.overrides })
  workflow_input = jsonencode({ ContainerOverrides = local.workflow_overrides })
}

# A group of its own, for by the group alone AWS tells a role who takes it.
resource "aws_scheduler_schedule_group" "this" {
  name = var.family

  tags = {
    Name = var.family
  }
}

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297:Encrypted with the key of the alerts, or that of AWS where a cluster has none for alerts.
  name                         = var.family
  group_name                   = aws_scheduler_schedule_group.this.name
  description                  = "Runs ${var.family} in cluster ${var.cluster_name}"
  schedule_expression          = var.schedule
  schedule_expression_timezone = var.timezone
  state                        = var.enabled ? "ENABLED" : "DISABLED"
  kms_key_arn                  = var.kms_key_arn

  flexible_time_window {
    mode                      = var.flexible_window == null ? "OFF" : "FLEXIBLE"
    maximum_window_in_minutes = try(var.flexible_window / 60, null)
  }

  target {
    arn      = local.through_workflow ? var.workflow.arn : local.cluster_arn
    role_arn = aws_iam_role.this.arn
    input    = local.through_workflow ? local.workflow_input : local.task_input

    # A workflow knows itself what it runs.
    dynamic "ecs_parameters" {
      for_each = local.through_workflow ? [] : [var.family]

      content {
        task_definition_arn     = coalesce(var.task_definition_arn, local.newest_arn)
        task_count              = var.task_count
        enable_ecs_managed_tags = true
        propagate_tags          = "TASK_DEFINITION"

        dynamic "capacity_provider_strategy" {
          for_each = var.capacity

          content {
            capacity_provider = capacity_provider_strategy.value.provider
            weight            = capacity_provider_strategy.value.weight
            base              = capacity_provider_strategy.value.base
          }
        }

        dynamic "network_configuration" {
          for_each = var.network[*]

          content {
            subnets          = values(network_configuration.value.subnet_ids)
            security_groups  = network_configuration.value.security_group_ids
            assign_public_ip = network_configuration.value.assign_public_ip
          }
        }
      }
    }

    # Of the start alone.
    retry_policy {
      maximum_event_age_in_seconds = var.maximum_event_age
      maximum_retry_attempts       = var.maximum_retry_attempts
    }

    dead_letter_config {
      arn = aws_sqs_queue.failed_starts.arn
    }
  }

  # No start before the role may start it.
  depends_on = [aws_iam_role_policy.this]
}
