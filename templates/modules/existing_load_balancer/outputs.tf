output "arn" {
  description = "ARN of the balancer"
  value       = data.aws_lb.this.arn
}

output "arn_suffix" {
  description = "ARN of the balancer as metrics name it"
  value       = data.aws_lb.this.arn_suffix
}

output "listener_arns" {
  description = "ARNs of the listeners that rules are added to, by protocol"
  value       = { for protocol, listener in data.aws_lb_listener.this : protocol => listener.arn }
}
