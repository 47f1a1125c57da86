output "capacity_bounds" {
  description = "Least and greatest number of tasks"
  value       = [aws_appautoscaling_target.this.min_capacity, aws_appautoscaling_target.this.max_capacity]
}
