output "arn" {
  description = "ARN of the balancer"
  value       = aws_lb.this.arn
}

output "arn_suffix" {
  description = "ARN of the balancer as metrics name it"
  value       = aws_lb.this.arn_suffix
}

output "deletion_protection" {
  description = "Whether AWS refuses to delete the balancer"
  value       = aws_lb.this.enable_deletion_protection
}

output "dns_name" {
  description = "DNS name of the balancer"
  value       = aws_lb.this.dns_name
}

output "http_listener_arn" {
  description = "ARN of the listener on port 80, if there is one"
  value       = one(values(aws_lb_listener.http)[*].arn)
}

output "https_listener_arn" {
  description = "ARN of the listener on port 443, if there is one"
  value       = one(values(aws_lb_listener.https)[*].arn)
}

output "internal" {
  description = "Whether the balancer has private addresses only"
  value       = aws_lb.this.internal
}

output "listener_ports" {
  description = "Ports that the balancer listens on"
  value       = concat(values(aws_lb_listener.http)[*].port, values(aws_lb_listener.https)[*].port)
}

output "name" {
  description = "Name of the balancer"
  value       = aws_lb.this.name
}

output "target_group_arn" {
  description = "ARN of the default target group, once the listeners lead to it"
  value       = var.default_target_group_arn

  # ECS refuses a target group that no balancer uses.
  depends_on = [aws_lb_listener.http, aws_lb_listener.https]
}

output "zone_id" {
  description = "Hosted zone of the DNS name, for alias records"
  value       = aws_lb.this.zone_id
}
