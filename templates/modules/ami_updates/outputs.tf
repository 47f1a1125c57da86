output "document_name" {
  description = "Name of the document that compares the images"
  value       = aws_ssm_document.compare_images.name
}

output "schedule" {
  description = "When the images are compared"
  value       = aws_scheduler_schedule.compare_images.schedule_expression
}
