# One task on each instance, the first to come and the last to go when ECS drains it.
resource "aws_ecs_service" "this" {
  name                    = var.name
  cluster                 = var.cluster_name
  task_definition         = var.task_definition_arn
  scheduling_strategy     = "DAEMON"
  launch_type             = "EC2"
  enable_ecs_managed_tags = true
  propagate_tags          = "SERVICE"

  # The old task ends before the new one starts: both may want the same port of the instance.
  deployment_minimum_healthy_percent = 0

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "network_configuration" {
    for_each = var.network[*]

    content {
      subnets         = values(network_configuration.value.subnet_ids)
      security_groups = network_configuration.value.security_group_ids
    }
  }

  dynamic "placement_constraints" {
    for_each = length(var.instance_groups) == 0 ? [] : [join(", ", var.instance_groups)]

    content {
      type       = "memberOf"
      expression = "attribute:instance-group in [${placement_constraints.value}]"
    }
  }
}
