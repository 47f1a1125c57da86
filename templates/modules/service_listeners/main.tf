locals {
  # In the words of AWS.
  alpn_policies = {
    none            = "None"
    http1_only      = "HTTP1Only"
    http2_only      = "HTTP2Only"
    http2_optional  = "HTTP2Optional"
    http2_preferred = "HTTP2Preferred"
  }

  # Of the default certificate the listener itself knows.
  further_certificates = merge([
    for key, listener in var.listeners : {
      for name, arn in listener.further_certificate_arns : "${key} ${name}" => { listener = key, arn = arn }
    }
  ]...)
}

# The name carries a hash of what forces a replacement, so that the new group can stand beside the old one.
resource "aws_lb_target_group" "this" {
  for_each = var.listeners

  name = each.value.target_group_name
  port = each.value.container_port
  # The balancer ends TLS.
  protocol             = each.value.protocol == "tls" ? "TCP" : upper(each.value.protocol)
  target_type          = var.target_type
  vpc_id               = var.vpc_id
  deregistration_delay = each.value.deregistration_delay

  health_check {
    protocol            = upper(each.value.health_check.protocol)
    port                = each.value.health_check.port
    path                = each.value.health_check.protocol == "tcp" ? null : each.value.health_check.path
    matcher             = each.value.health_check.protocol == "tcp" ? null : each.value.health_check.success_codes
    timeout             = each.value.health_check.protocol == "tcp" ? null : each.value.health_check.timeout
    interval            = each.value.health_check.interval
    healthy_threshold   = each.value.health_check.healthy_threshold
    unhealthy_threshold = each.value.health_check.unhealthy_threshold
  }

  tags = {
    Name = each.value.target_group_name
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "this" {
  for_each = var.listeners

  #checkov:skip=CKV_AWS_2:A network balancer has no HTTPS; its listeners are TCP, UDP or TLS.
  #checkov:skip=CKV_AWS_103:Only TLS listeners have a policy; the call gives it.
  load_balancer_arn = each.value.load_balancer_arn
  port              = each.value.port
  protocol          = upper(each.value.protocol)
  certificate_arn   = each.value.certificate_arn
  ssl_policy        = each.value.protocol == "tls" ? each.value.ssl_policy : null
  alpn_policy       = each.value.alpn_policy == null ? null : local.alpn_policies[each.value.alpn_policy]

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
}

resource "aws_lb_listener_certificate" "this" {
  for_each = local.further_certificates

  listener_arn    = aws_lb_listener.this[each.value.listener].arn
  certificate_arn = each.value.arn
}
