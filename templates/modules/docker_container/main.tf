locals {
  # Each word as systemd quotes it: JSON's escapes are among systemd's, % and $ are doubled.
  # https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html#Quoting
  options = [for word in var.options : replace(replace(jsonencode(word), "%", "%%"), "$", "$$")]
  command = [for word in var.command : replace(replace(jsonencode(word), "%", "%%"), "$", "$$")]
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.log_group_names

  #checkov:skip=CKV_AWS_158:Encrypted with the key of CloudWatch Logs; logs.kms_key_arn of the spec names another.
  #checkov:skip=CKV_AWS_338:Kept for a year, unless the spec says otherwise.
  name              = each.value
  retention_in_days = var.log_retention_days
  log_group_class   = try(upper(var.log_class), null)
  kms_key_id        = var.log_kms_key_arn
}
