resource "aws_elb" "this" {
  #checkov:skip=CKV_AWS_92:Access logs are on unless the spec switches them off, which is a finding there.
  name                        = var.name
  internal                    = var.internal
  subnets                     = values(var.subnet_ids)
  security_groups             = var.security_group_ids
  idle_timeout                = var.idle_timeout
  cross_zone_load_balancing   = true
  connection_draining         = true
  connection_draining_timeout = 300
  desync_mitigation_mode      = "defensive"

  dynamic "listener" {
    for_each = var.listeners

    content {
      lb_port            = listener.value.port
      lb_protocol        = listener.value.protocol
      instance_port      = listener.value.instance_port
      instance_protocol  = listener.value.instance_protocol
      ssl_certificate_id = listener.value.certificate_arn
    }
  }

  health_check {
    target              = var.health_check.target
    interval            = var.health_check.interval
    timeout             = var.health_check.timeout
    healthy_threshold   = var.health_check.healthy_threshold
    unhealthy_threshold = var.health_check.unhealthy_threshold
  }

  dynamic "access_logs" {
    for_each = var.access_logs[*]

    content {
      enabled       = true
      bucket        = access_logs.value.bucket
      bucket_prefix = var.name
      interval      = 60
    }
  }

  tags = {
    Name = var.name
  }
}

resource "aws_autoscaling_attachment" "this" {
  #checkov:skip=CKV2_AWS_15:The instances run tasks: one container that fails its check must not cost an instance.
  for_each = var.autoscaling_group_names

  autoscaling_group_name = each.value
  elb                    = aws_elb.this.id
}
