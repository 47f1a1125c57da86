locals {
  log_group = {
    awslogs-group  = one([for group in aws_cloudwatch_log_group.this : group.name])
    awslogs-region = var.region
  }

  # Docker takes the size of a buffer only where there is one.
  log_mode = { for key, value in {
    mode            = var.logs.mode
    max-buffer-size = var.logs.mode == "blocking" ? null : var.logs.max_buffer_size
  } : key => value if value != null }

  # Fluent Bit beside the containers, another driver of Docker's, or the log group.
  log_configurations = { for name in keys(var.containers) : name => (
    var.logs.router != null ? {
      logDriver = "awsfirelens"
      options   = var.logs.router.options
    } :
    var.logs.configuration != null ? {
      logDriver = var.logs.configuration.driver
      options   = merge(var.logs.configuration.options, local.log_mode)
    } :
    {
      logDriver = "awslogs"
      options = merge(local.log_group, local.log_mode, {
        awslogs-stream-prefix = coalesce(var.logs.stream_prefix, name)
      })
    }
  ) }

  # Secrets of the output: ECS reads them, and no option has one in plain text.
  log_secrets = [for option, source in try(var.logs.router.secrets, {}) : { name = option, valueFrom = source }]

  router_config_file = try(var.logs.router.config_file, null)
  router_config = { for key, value in {
    config-file-type  = try(startswith(local.router_config_file, "s3://"), false) ? "s3" : "file"
    config-file-value = try(replace(local.router_config_file, "s3://", "arn:${var.partition}:s3:::"), null)
  } : key => value if local.router_config_file != null }

  # What ECS puts beside the containers has few words to say.
  proxy_log_configuration = var.logs.log_group == null ? var.logs.configuration : {
    driver = "awslogs"
    options = merge(local.log_group, {
      awslogs-stream-prefix = "service-connect"
      mode                  = "non-blocking"
      max-buffer-size       = "1m"
    })
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(var.logs.log_group[*])

  #checkov:skip=CKV_AWS_158:Encrypted with the key of CloudWatch Logs; logs.kms_key_arn of the spec names another.
  #checkov:skip=CKV_AWS_338:Kept for a year, unless the spec says otherwise.
  name              = each.value
  retention_in_days = var.logs.retention_days
  log_group_class   = try(upper(var.logs.class), null)
  kms_key_id        = var.logs.kms_key_arn
  tags              = var.tags
}
