output "failed_events_queue_name" {
  description = "Name of the queue of starts that failed"
  value       = aws_sqs_queue.failed_events.name
}

output "rules" {
  description = "Names of the rules that start it"
  value       = [for rule in aws_cloudwatch_event_rule.this : rule.name]
}
