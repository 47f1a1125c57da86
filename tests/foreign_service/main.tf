provider "aws" {
  region = local.region

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  dynamic "assume_role" {
    for_each = var.role_arn[*]
    content {
      role_arn = assume_role.value
    }
  }
}

locals {
  region = "eu-west-1"
  name   = "ex-${basename(path.cwd)}"

  container_name = "app"
  container_port = 3000

  tags = {
    Name       = local.name
    Example    = local.name
    Repository = "https://example.com/infrastructure"
  }
}

################################################################################
# Cluster
################################################################################

resource "aws_ecs_cluster" "this" {
  name = local.name

  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.cluster.name
      }
    }
  }

  dynamic "setting" {
    for_each = flatten([var.cluster_settings])

    content {
      name  = setting.value.name
      value = setting.value.value
    }
  }
}

resource "aws_cloudwatch_log_group" "cluster" {
  name              = "/aws/ecs/${local.name}"
  retention_in_days = 90
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = distinct(concat([for k, v in var.fargate_capacity_providers : try(v.name, k)], []))

  # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
  dynamic "default_capacity_provider_strategy" {
    for_each = var.fargate_capacity_providers
    iterator = strategy

    content {
      capacity_provider = try(strategy.value.name, strategy.key)
      base              = try(strategy.value.default_capacity_provider_strategy.base, null)
      weight            = try(strategy.value.default_capacity_provider_strategy.weight, null)
    }
  }
}

data "aws_acm_certificate" "cdn" {
  provider = aws.us_east_1

  domain      = "example.com"
  statuses    = ["ISSUED"]
  most_recent = true
}

module "service" {
  source = "./modules/service"

  for_each = var.services

  providers = {
    aws     = aws
    aws.dns = aws.us_east_1
  }

  name        = "${local.name}-${each.key}"
  cluster_arn = aws_ecs_cluster.this.arn
  cpu         = each.value.cpu
  memory      = "512"

  container_definitions = {
    (local.container_name) = {
      image = each.value.image
      port_mappings = [
        {
          name          = local.container_name
          containerPort = local.container_port
          protocol      = "tcp"
        }
      ]
      environment = [for name, value in each.value.environment : { name = name, value = value }]
    }
  }

  load_balancer = {
    service = {
      target_group_arn = aws_lb_target_group.this[each.key].arn
      container_name   = local.container_name
      container_port   = local.container_port
    }
  }

  subnet_ids           = try(data.aws_subnets.this[0].ids, [])
  security_group_rules = each.value.public ? { ingress = { type = "ingress", cidr_blocks = ["0.0.0.0/0"] } } : {}
  autoscaling          = each.value.autoscaling
  tags                 = merge(local.tags, { Service = each.key }, each.value.public ? { Public = true } : {})

  depends_on = [aws_lb_listener.http]
}

data "aws_subnets" "this" {
  count = var.vpc_id == null ? 0 : 1

  filter {
    name   = "vpc-id"
    values = [var.vpc_id]
  }
}

resource "aws_lb" "this" {
  name               = substr(replace(local.name, "/[^0-9A-Za-z-]/", ""), 0, 32)
  load_balancer_type = "application"
  internal           = !anytrue([for service in var.services : service.public])

  dynamic "subnet_mapping" {
    for_each = { for subnet in coalesce(var.subnet_mappings, []) : subnet.id => subnet }
    content {
      subnet_id     = subnet_mapping.key
      allocation_id = lookup(subnet_mapping.value, "allocation_id", null)
    }
  }

  access_logs {
    bucket  = try(aws_s3_bucket.logs[0].id, "")
    enabled = length(aws_s3_bucket.logs) > 0
  }
}

resource "aws_lb_target_group" "this" {
  for_each = { for name, service in var.services : name => service if service.port != null }

  name_prefix = "${substr(each.key, 0, 5)}-"
  port        = each.value.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id

  health_check {
    enabled = true
    matcher = "200-299,${join(",", [301, 302])}"
    path    = try(coalesce(each.value.health_check.path), "/")
  }

  lifecycle { create_before_destroy = true }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = "80"
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = aws_lb_target_group.this
        content {
          arn    = target_group.value.arn
          weight = 100 / length(aws_lb_target_group.this)
        }
      }

      dynamic "stickiness" {
        for_each = var.stickiness > 0 ? [var.stickiness] : []
        content {
          duration = stickiness.value
          enabled  = true
        }
      }
    }
  }
}

resource "aws_s3_bucket" "logs" {
  count = var.vpc_id != null ? 1 : 0

  bucket_prefix = "logs-"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  count  = length(aws_s3_bucket.logs)
  bucket = aws_s3_bucket.logs[count.index].id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }
  }
}
