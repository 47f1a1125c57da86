output "arn" {
  description = "ARN of the user, once it exists: IAM takes only principals that do"
  # Composed, so that a plan shows who may take a role.
  value = "arn:${var.partition}:iam::${var.account_id}:user/ecs/${var.name}"

  depends_on = [aws_iam_user.this]
}
