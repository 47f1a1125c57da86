output "capacity_bounds" {
  description = "Least and greatest number of tasks"
  value       = [aws_appautoscaling_target.this.min_capacity, aws_appautoscaling_target.this.max_capacity]
}

output "resource_id" {
  description = "What scales, as Application Auto Scaling knows it, once it has its bounds"
  value       = aws_appautoscaling_target.this.resource_id
}
