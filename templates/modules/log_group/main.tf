resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:Encrypted with the key of CloudWatch Logs; logs.kms_key_arn of the spec names another.
  #checkov:skip=CKV_AWS_338:Kept for a year, unless the spec says otherwise.
  name              = var.name
  retention_in_days = var.retention_days
  kms_key_id        = var.kms_key_arn
}
