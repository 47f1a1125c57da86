output "dimensions" {
  description = "Balancer and target group as metrics name them, by route"
  value = {
    for key, group in aws_lb_target_group.this : key => {
      LoadBalancer = var.listeners[key].load_balancer_arn_suffix
      TargetGroup  = group.arn_suffix
    }
  }
}

output "targets" {
  description = "What tasks register with, by route, once the listeners lead there"
  value = {
    for key, listener in var.listeners : key => {
      container        = listener.container
      port             = listener.container_port
      target_group_arn = aws_lb_target_group.this[key].arn
    }
  }

  # ECS refuses a target group that no balancer uses.
  depends_on = [aws_lb_listener.this]
}
