output "role_arn" {
  description = "ARN of the role with which ECS gets certificates, once it may"
  value       = aws_iam_role.this.arn

  depends_on = [aws_iam_role_policy_attachment.this]
}
