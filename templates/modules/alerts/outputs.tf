output "emails" {
  description = "Addresses that get the alerts"
  value       = [for subscription in aws_sns_topic_subscription.email : subscription.endpoint]
}

output "https" {
  description = "Endpoints that get the alerts"
  value       = [for subscription in aws_sns_topic_subscription.https : subscription.endpoint]
}

output "sms" {
  description = "Phone numbers that get the alerts"
  value       = [for subscription in aws_sns_topic_subscription.sms : subscription.endpoint]
}

output "subscribers" {
  description = "Names of the queues, functions and streams that get the alerts, by protocol"
  value = { for protocol, names in {
    firehose = keys(aws_sns_topic_subscription.firehose)
    lambda   = keys(aws_sns_topic_subscription.lambda)
    sqs      = keys(aws_sns_topic_subscription.sqs)
  } : protocol => names if length(names) > 0 }
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
