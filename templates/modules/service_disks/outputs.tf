output "role_arn" {
  description = "ARN of the role with which ECS makes the disks, once it may"
  value       = aws_iam_role.this.arn

  # A disk that is asked for earlier is refused, and one that outlives the rights stays behind.
  depends_on = [aws_iam_role_policy.key, aws_iam_role_policy_attachment.this]
}
