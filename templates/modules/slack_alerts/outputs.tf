output "channel_id" {
  description = "Id of the Slack channel that shows the alerts"
  value       = aws_chatbot_slack_channel_configuration.this.slack_channel_id
}
