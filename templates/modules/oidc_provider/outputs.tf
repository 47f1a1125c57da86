output "arn" {
  description = "ARN of the provider, once it exists: IAM takes only principals that do"
  # Composed, so that a plan shows who may take a role.
  value = "arn:${var.partition}:iam::${var.account_id}:oidc-provider/${var.address}"

  depends_on = [aws_iam_openid_connect_provider.this]
}
