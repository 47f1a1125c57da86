output "channel_id" {
  description = "Id of the Teams channel that shows the alerts"
  value       = aws_chatbot_teams_channel_configuration.this.channel_id
}
