output "schedule" {
  description = "When the images are compared"
  value       = aws_scheduler_schedule.compare_images.schedule_expression
}
