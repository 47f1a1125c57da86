output "role_arn" {
  description = "ARN of the role that deploys, once it may"
  value       = aws_iam_role.this.arn

  depends_on = [aws_iam_role_policy.this]
}

output "subjects" {
  description = "What GitHub, GitLab and Bitbucket say of the workflows that may take the role"
  value = flatten([
    for statement in jsondecode(aws_iam_role.this.assume_role_policy).Statement : [
      for keys in values(statement.Condition) : [for key, subjects in keys : subjects if endswith(key, ":sub")]
    ] if can(statement.Principal.Federated)
  ])
}
