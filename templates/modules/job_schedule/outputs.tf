output "failed_starts_queue_name" {
  description = "Name of the queue of starts that failed"
  value       = aws_sqs_queue.failed_starts.name
}

output "schedule" {
  description = "When it runs, and the time zone of that"
  value       = [aws_scheduler_schedule.this.schedule_expression, aws_scheduler_schedule.this.schedule_expression_timezone]
}
