# Services deployed elsewhere attach to it. Its name carries a hash of what forces a replacement, so
# that the new one can stand beside the old one.
resource "aws_lb_target_group" "this" {
  #checkov:skip=CKV_AWS_378:The balancer ends TLS where there is some; targets speak HTTP inside the VPC.
  name                 = var.name
  port                 = var.port
  protocol             = "HTTP"
  target_type          = var.target_type
  vpc_id               = var.vpc_id
  deregistration_delay = var.deregistration_delay

  health_check {
    path                = var.health_check.path
    matcher             = var.health_check.success_codes
    interval            = var.health_check.interval
    timeout             = var.health_check.timeout
    healthy_threshold   = var.health_check.healthy_threshold
    unhealthy_threshold = var.health_check.unhealthy_threshold
  }

  tags = {
    Name = var.name
  }

  lifecycle {
    create_before_destroy = true
  }
}
