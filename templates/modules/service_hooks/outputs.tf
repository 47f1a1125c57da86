output "role_arn" {
  description = "ARN of the role that ECS asks with, once it may"
  value       = aws_iam_role.this.arn

  depends_on = [aws_iam_role_policy.this]
}
