output "arn" {
  description = "ARN of the target group"
  value       = aws_lb_target_group.this.arn
}

output "port" {
  description = "Port of targets that name none"
  value       = aws_lb_target_group.this.port
}

output "target_type" {
  description = "Kind of targets: instance or ip"
  value       = aws_lb_target_group.this.target_type
}
