data "aws_lb" "this" {
  arn  = var.arn
  name = var.name
}

data "aws_lb_listener" "this" {
  for_each = var.listener_ports

  load_balancer_arn = data.aws_lb.this.arn
  port              = each.value
}
