output "topic_arn" {
  description = "ARN of the topic, once rules and alarms may publish to it"
  value       = aws_sns_topic.this.arn

  depends_on = [aws_sns_topic_policy.this]
}

output "topic_name" {
  description = "Name of the topic"
  value       = aws_sns_topic.this.name
}
