output "emails" {
  description = "Addresses that get the alerts"
  value       = [for subscription in aws_sns_topic_subscription.email : subscription.endpoint]
}

output "https" {
  description = "Endpoints that get the alerts"
  value       = [for subscription in aws_sns_topic_subscription.https : subscription.endpoint]
}

output "undelivered_queue_arn" {
  description = "ARN of the queue of alerts that could not be delivered, once rules may send to it"
  value       = aws_sqs_queue.undelivered.arn

  depends_on = [aws_sqs_queue_policy.undelivered]
}

output "undelivered_queue_name" {
  description = "Name of the queue of alerts that could not be delivered"
  value       = aws_sqs_queue.undelivered.name
}
