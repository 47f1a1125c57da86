variable "name" {}
variable "vpc_id" {}

variable "subnets" {
  type = list(string)
}

resource "aws_lb" "this" {
  count = 1

  name                       = var.name
  security_groups            = [aws_security_group.this[0].id]
  subnets                    = var.subnets
  drop_invalid_header_fields = true
  enable_deletion_protection = false
}

resource "aws_lb_listener" "this" {
  for_each = toset(["ex_http"])

  load_balancer_arn = aws_lb.this[0].arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each = toset(["ex_http/web"])

  listener_arn = aws_lb_listener.this["ex_http"].arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["ex_ecs"].arn
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = toset(["ex_ecs"])

  name                 = "shop-prod-web"
  port                 = 3000
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  deregistration_delay = 5

  health_check {
    path                = "/health"
    matcher             = "200"
    healthy_threshold   = 5
    unhealthy_threshold = 2
  }
}

resource "aws_security_group" "this" {
  count = 1

  name_prefix = "${var.name}-"
  description = "Security group for ${var.name} application load balancer"
  vpc_id      = var.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = toset(["office"])

  security_group_id = aws_security_group.this[0].id
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "198.51.100.0/24"
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = toset(["all"])

  security_group_id = aws_security_group.this[0].id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.20.0.0/16"
}

output "target_group_arn" {
  value = aws_lb_target_group.this["ex_ecs"].arn
}

output "security_group_id" {
  value = aws_security_group.this[0].id
}
