output "kms_key_arn" {
  description = "ARN of the key that the alias leads to"
  value       = data.aws_kms_alias.this.target_key_arn
}
