locals {
  # The agent cannot be relied on to read the journal, where Amazon Linux 2023 keeps what was in /var/log/messages: only
  # its versions of mid-2026 and later do, and an image gets the version of its own day. export-journal writes these.
  files = {
    audit     = "/var/log/ecs/audit.log"
    dmesg     = "/var/log/host/dmesg.log"
    docker    = "/var/log/host/docker.log"
    ecs-agent = "/var/log/ecs/ecs-agent.log"
    ecs-init  = "/var/log/ecs/ecs-init.log"
    messages  = "/var/log/host/messages.log"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.files

  #checkov:skip=CKV_AWS_158:Encrypted with the key of CloudWatch Logs; logs.kms_key_arn of the spec names another.
  #checkov:skip=CKV_AWS_338:Kept for a year, unless the spec says otherwise.
  name              = join("/", compact([var.log_prefix, "host", var.name, each.key]))
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
}
