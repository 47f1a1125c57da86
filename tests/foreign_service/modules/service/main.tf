terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.0"
      configuration_aliases = [aws.dns]
    }
  }
}

variable "name" { type = string }
variable "cluster_arn" {
  type    = string
  default = ""
}
variable "cpu" {
  type    = number
  default = 1024
}
variable "memory" {
  type    = number
  default = 2048
}
variable "container_definitions" {
  type    = any
  default = {}
}
variable "volume" {
  type    = any
  default = {}
}
variable "load_balancer" {
  type    = any
  default = {}
}
variable "subnet_ids" {
  type    = list(string)
  default = []
}
variable "security_group_rules" {
  type    = any
  default = {}
}
variable "autoscaling" {
  type = object({
    min      = optional(number, 1)
    max      = optional(number, 10)
    policies = optional(map(any), {})
  })
  default  = null
  nullable = true
}
variable "ignore_task_definition_changes" {
  type    = bool
  default = false
}
variable "zone_id" {
  type    = string
  default = null
}
variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  task_definition = try("${aws_ecs_task_definition.this.family}:${max(aws_ecs_task_definition.this.revision, 1)}", "")
  containers = { for name, container in var.container_definitions : name => merge(
    { essential = true, name = name },
    { for key, value in container : replace(key, "port_mappings", "portMappings") => value if value != null },
  ) }
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "task" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = var.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  container_definitions    = jsonencode([for container in local.containers : container])
  cpu                      = var.cpu
  memory                   = var.memory
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  task_role_arn            = aws_iam_role.task.arn

  dynamic "volume" {
    for_each = var.volume

    content {
      name      = try(volume.value.name, volume.key)
      host_path = try(volume.value.host_path, null)

      dynamic "efs_volume_configuration" {
        for_each = try([volume.value.efs_volume_configuration], [])

        content {
          file_system_id = efs_volume_configuration.value.file_system_id

          dynamic "authorization_config" {
            for_each = try([efs_volume_configuration.value.authorization_config], [])
            content {
              access_point_id = try(authorization_config.value.access_point_id, null)
            }
          }
        }
      }
    }
  }

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster_arn
  task_definition = local.task_definition
  desired_count   = try(var.autoscaling.min, 1)

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }

  dynamic "load_balancer" {
    for_each = { for k, v in var.load_balancer : k => v if !var.ignore_task_definition_changes }

    content {
      container_name   = load_balancer.value.container_name
      container_port   = load_balancer.value.container_port
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = flatten(concat([aws_security_group.this.id], try(var.security_group_rules.extra, [])))
    assign_public_ip = false
  }

  timeouts {
    create = "20m"
  }

  lifecycle {
    ignore_changes = [
      desired_count, # the autoscaling's
      load_balancer,
      network_configuration[0].subnets,
    ]
  }
}

resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = one(distinct(data.aws_subnet.this[*].vpc_id))

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = -1
    cidr_blocks = ["0.0.0.0/0"]
  }
}

data "aws_subnet" "this" {
  count = length(var.subnet_ids)
  id    = element(var.subnet_ids, count.index)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for k, v in var.security_group_rules : k => v if try(v.type, "ingress") == "ingress" }

  security_group_id = aws_security_group.this.id
  ip_protocol       = try(each.value.ip_protocol, "tcp")
  from_port         = try(each.value.from_port, each.value.port, 80)
  to_port           = try(each.value.to_port, each.value.port, 80)
  cidr_ipv4         = one(try(each.value.cidr_blocks, ["10.0.0.0/8"]))
  description       = lookup(each.value, "description", "Rule ${each.key}")
}

resource "aws_appautoscaling_target" "this" {
  count = var.autoscaling != null ? 1 : 0

  min_capacity       = min(var.autoscaling.min, 1)
  max_capacity       = max(var.autoscaling.max, 1)
  resource_id        = "service/${element(split("/", var.cluster_arn), 1)}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_policy" "this" {
  for_each = { for k, v in try(var.autoscaling.policies, {}) : k => v }

  name               = try(each.value.name, each.key)
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace

  dynamic "target_tracking_scaling_policy_configuration" {
    for_each = try([each.value.target_tracking], [])

    content {
      dynamic "predefined_metric_specification" {
        for_each = try([target_tracking_scaling_policy_configuration.value.predefined], [])
        content {
          predefined_metric_type = predefined_metric_specification.value.type
        }
      }

      target_value = try(target_tracking_scaling_policy_configuration.value.target_value, 75)
    }
  }
}

resource "aws_route53_record" "this" {
  count    = var.zone_id == null ? 0 : 1
  provider = aws.dns

  zone_id = var.zone_id
  name    = var.name
  type    = "CNAME"
  ttl     = 60
  records = ["${var.name}.example.com"]
}

output "id" { value = aws_ecs_service.this.id }
output "task_definition_revision" { value = aws_ecs_task_definition.this.revision }
output "iam_role_unique_id" { value = try(aws_iam_role.task.unique_id, null) }
output "autoscaling_policies" { value = aws_appautoscaling_policy.this }
