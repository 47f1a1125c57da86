output "topic_arn" {
  description = "ARN of the topic"
  value       = data.aws_sns_topic.this.arn
}
