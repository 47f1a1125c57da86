# A platform that tfgen did not make: names of its own style, one state.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.100" }
  }
}

variable "certificate_arn" { type = string }

resource "aws_vpc" "main" {
  cidr_block = "172.20.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = "172.20.1.0/24", b = "172.20.2.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_security_group" "main" {
  for_each = toset(["application", "network", "instances"])
  name     = "legacy ${each.key}"
  vpc_id   = aws_vpc.main.id
}

resource "aws_ecs_cluster" "main" { name = "Legacy_Cluster" }

resource "aws_launch_template" "main" {
  name                   = "legacy"
  image_id               = "ami-0123456789abcdef0"
  instance_type          = "m5.large"
  vpc_security_group_ids = [aws_security_group.main["instances"].id]
}

resource "aws_autoscaling_group" "main" {
  name                = "legacy"
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [for subnet in aws_subnet.main : subnet.id]
  launch_template { id = aws_launch_template.main.id }
}

resource "aws_ecs_capacity_provider" "main" {
  name = "Legacy-Capacity"
  auto_scaling_group_provider { auto_scaling_group_arn = aws_autoscaling_group.main.arn }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.main.name, "FARGATE"]
}

resource "aws_lb" "application" {
  name            = "legacy"
  internal        = true
  subnets         = [for subnet in aws_subnet.main : subnet.id]
  security_groups = [aws_security_group.main["application"].id]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.application.arn
  port              = 8443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb" "network" {
  name               = "legacy-edge"
  load_balancer_type = "network"
  internal           = true
  subnets            = [for subnet in aws_subnet.main : subnet.id]
  security_groups    = [aws_security_group.main["network"].id]
}

resource "aws_service_discovery_http_namespace" "main" { name = "legacy" }

output "platform" {
  value = {
    cluster         = aws_ecs_cluster.main.name
    vpc_id          = aws_vpc.main.id
    private_subnets = { for subnet in aws_subnet.main : subnet.availability_zone => subnet.id }
    load_balancers = {
      public = {
        arn                = aws_lb.application.arn
        https_listener_arn = aws_lb_listener.https.arn
        security_group     = aws_security_group.main["application"].id
      }
      edge = {
        type           = "network"
        arn            = aws_lb.network.arn
        security_group = aws_security_group.main["network"].id
      }
    }
    capacity = {
      instances = {
        capacity_provider = aws_ecs_capacity_provider.main.name
        instance_type     = "m5.large"
        security_group    = aws_security_group.main["instances"].id
      }
    }
    service_connect = aws_service_discovery_http_namespace.main.name
  }
}
