# Empty: its value comes from people, so that neither the tree nor the state holds it.
resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV_AWS_149:Encrypted with the account's own key of Secrets Manager, unless kms_key_arn names another.
  #checkov:skip=CKV2_AWS_57:Who puts its value rotates it.
  name                    = var.name
  description             = var.description
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days

  lifecycle {
    # Its value is nowhere else.
    prevent_destroy = true
  }
}
