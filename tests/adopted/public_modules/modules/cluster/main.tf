variable "name" {}

variable "autoscaling_groups" {
  type = map(string)
}

resource "aws_ecs_cluster" "this" {
  count = 1

  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.this[0].name
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count = 1

  name              = "/aws/ecs/${var.name}"
  retention_in_days = 90
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count = 1

  cluster_name       = aws_ecs_cluster.this[0].name
  capacity_providers = ["FARGATE", "FARGATE_SPOT", aws_ecs_capacity_provider.this["on_demand"].name]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }
}

resource "aws_ecs_capacity_provider" "this" {
  for_each = var.autoscaling_groups

  name = each.key

  auto_scaling_group_provider {
    auto_scaling_group_arn         = each.value
    managed_termination_protection = "ENABLED"

    managed_scaling {
      status                    = "ENABLED"
      target_capacity           = 60
      minimum_scaling_step_size = 1
      maximum_scaling_step_size = 5
    }
  }
}

output "arn" {
  value = aws_ecs_cluster.this[0].arn
}
