variable "name" {}
variable "cluster_arn" {}
variable "vpc_id" {}
variable "target_group_arn" {}
variable "alb_group_id" {}

variable "subnets" {
  type = list(string)
}

locals {
  cluster_name = element(split("/", var.cluster_arn), 1)
}

resource "aws_ecs_service" "this" {
  count = 1

  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = aws_ecs_task_definition.this[0].arn
  desired_count                      = 2
  enable_execute_command             = true
  health_check_grace_period_seconds  = 60
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 66
  wait_for_steady_state              = false

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
    base              = 1
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "web"
    container_port   = 3000
  }

  network_configuration {
    subnets          = var.subnets
    security_groups  = [aws_security_group.this[0].id]
    assign_public_ip = false
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_ecs_task_definition" "this" {
  count = 1

  family                   = var.name
  cpu                      = 1024
  memory                   = 4096
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.task_exec[0].arn
  task_role_arn            = aws_iam_role.tasks[0].arn

  container_definitions = jsonencode([
    {
      name      = "web"
      image     = "public.ecr.aws/acme/shop:1.4.0"
      essential = true
      cpu       = 512
      memory    = 1024

      environment = [
        { name = "LOG_LEVEL", value = "info" },
        { name = "WORKERS", value = "4" },
      ]

      secrets                = [{ name = "TOKEN", valueFrom = "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/token" }]
      portMappings           = [{ name = "web", containerPort = 3000, hostPort = 3000, protocol = "tcp" }]
      readonlyRootFilesystem = false

      healthCheck = {
        command  = ["CMD-SHELL", "curl -f http://localhost:3000/health || exit 1"]
        interval = 30
        retries  = 3
        timeout  = 5
      }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/aws/ecs/${var.name}/web"
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "ecs"
        }
      }
    },
    {
      name      = "proxy"
      image     = "public.ecr.aws/acme/proxy:2.0.0"
      essential = false
      cpu       = 256
      memory    = 512
      command   = ["--quiet"]
    },
  ])
}

module "container_definition" {
  for_each = toset(["web"])
  source   = "../container_definition"

  name = "/aws/ecs/${var.name}/${each.key}"
}

resource "aws_iam_role" "task_exec" {
  count = 1

  name_prefix        = "${var.name}-exec-"
  assume_role_policy = local.assume
}

resource "aws_iam_role" "tasks" {
  count = 1

  name_prefix        = "${var.name}-tasks-"
  assume_role_policy = local.assume
}

locals {
  assume = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_security_group" "this" {
  count = 1

  name_prefix = "${var.name}-"
  vpc_id      = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each = toset(["alb_ingress_3000"])

  type                     = "ingress"
  from_port                = 3000
  to_port                  = 3000
  protocol                 = "tcp"
  security_group_id        = aws_security_group.this[0].id
  source_security_group_id = var.alb_group_id
}

resource "aws_appautoscaling_target" "this" {
  count = 1

  min_capacity       = 1
  max_capacity       = 10
  resource_id        = "service/${local.cluster_name}/${aws_ecs_service.this[0].name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_policy" "this" {
  for_each = toset(["cpu"])

  name               = each.key
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace

  target_tracking_scaling_policy_configuration {
    target_value = 75

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
