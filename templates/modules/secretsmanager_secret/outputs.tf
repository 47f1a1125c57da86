output "arn" {
  description = "ARN of the secret, as AWS has completed it"
  value       = aws_secretsmanager_secret.this.arn
}

output "name" {
  description = "Name of the secret"
  value       = aws_secretsmanager_secret.this.name
}

output "recovery_window_days" {
  description = "Days in which a deleted secret can be brought back"
  value       = aws_secretsmanager_secret.this.recovery_window_in_days
}
