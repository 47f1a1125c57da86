output "arn" {
  description = "ARN of the queue, once its policy stands"
  value       = aws_sqs_queue.this.arn

  depends_on = [aws_sqs_queue_policy.this]
}

output "message_retention" {
  description = "Seconds that a message which nobody deletes is kept"
  value       = aws_sqs_queue.this.message_retention_seconds
}

output "name" {
  description = "Name of the queue"
  value       = aws_sqs_queue.this.name
}

output "url" {
  description = "URL of the queue, once its policy stands"
  value       = aws_sqs_queue.this.url

  depends_on = [aws_sqs_queue_policy.this]
}

output "visibility_timeout" {
  description = "Seconds that a message which was received is hidden from others"
  value       = aws_sqs_queue.this.visibility_timeout_seconds
}
