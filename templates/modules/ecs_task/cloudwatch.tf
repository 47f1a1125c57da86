locals {
  log_group = {
    awslogs-group  = one([for group in aws_cloudwatch_log_group.this : group.name])
    awslogs-region = var.region
  }

  # When logs cannot leave, non-blocking drops the oldest, and blocking halts the container.
  log_mode = { for key, value in {
    mode            = var.log_mode
    max-buffer-size = var.log_mode == "blocking" ? null : var.log_max_buffer_size
  } : key => value if value != null }

  # Fluent Bit beside the containers, another driver of Docker's, or the log group.
  log_configurations = { for name in keys(var.containers) : name => (
    var.log_router != null ? {
      logDriver = "awsfirelens"
      options   = var.log_router.options
    } :
    var.log_configuration != null ? {
      logDriver = var.log_configuration.driver
      options   = merge(var.log_configuration.options, local.log_mode)
    } :
    {
      logDriver = "awslogs"
      options = merge(local.log_group, local.log_mode, {
        awslogs-stream-prefix = coalesce(var.log_stream_prefix, name)
      })
    }
  ) }

  # What ECS puts beside the containers has few words to say.
  proxy_log_configuration = var.log_group_name == null ? var.log_configuration : {
    driver = "awslogs"
    options = merge(local.log_group, {
      awslogs-stream-prefix = "service-connect"
      mode                  = "non-blocking"
      max-buffer-size       = "1m"
    })
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(var.log_group_name[*])

  #checkov:skip=CKV_AWS_158:Encrypted with the key of CloudWatch Logs; logs.kms_key_arn of the spec names another.
  #checkov:skip=CKV_AWS_338:Kept for a year, unless the spec says otherwise.
  name              = each.value
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
}
