locals {
  # The name that ECS gives it.
  insights_log_group_name = "/aws/ecs/containerinsights/${var.name}/performance"
}

resource "aws_ecs_cluster" "this" {
  #checkov:skip=CKV_AWS_65:Container Insights are on, unless the spec switches them off.
  #checkov:skip=CKV_AWS_223:ECS Exec is logged, unless the spec switches its log off.
  #checkov:skip=CKV_AWS_224:The log of ECS Exec is encrypted, unless the spec switches it off.
  name = var.name

  setting {
    name  = "containerInsights"
    value = var.container_insights
  }

  dynamic "configuration" {
    for_each = var.exec[*]

    content {
      execute_command_configuration {
        kms_key_id = configuration.value.kms_key_arn
        logging    = configuration.value.log_group_name == null ? "NONE" : "OVERRIDE"

        dynamic "log_configuration" {
          for_each = configuration.value.log_group_name[*]

          content {
            cloud_watch_encryption_enabled = true
            cloud_watch_log_group_name     = log_configuration.value
          }
        }
      }
    }
  }

  lifecycle {
    # Read here, so that the group stands before the cluster: else ECS makes it, without a retention, and leaves it behind.
    precondition {
      condition     = coalesce(var.insights_log_group_name, local.insights_log_group_name) == local.insights_log_group_name
      error_message = "Container Insights of this cluster write to the log group ${local.insights_log_group_name}."
    }
  }
}
