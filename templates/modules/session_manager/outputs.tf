output "document_name" {
  description = "Name of the session document"
  value       = aws_ssm_document.this.name
}

output "policy_arns" {
  description = "ARNs of the policies that an instance needs to take sessions, by name"
  value = {
    sessions = aws_iam_policy.this.arn
  }
}
