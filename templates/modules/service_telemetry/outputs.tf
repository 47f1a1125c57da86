output "container" {
  description = "The collector as a container of the task: it is started again when it ends, and the task stays"
  value = {
    image          = var.image
    cpu            = var.cpu
    memory         = var.memory
    read_only_root = true
    essential      = false
    environment = {
      AOT_CONFIG_CONTENT = local.config
      GOMEMLIMIT         = "${floor(var.memory * 0.8)}MiB"
    }
    # The image has no shell, and a program for this.
    health_check   = { command = ["CMD", "/healthcheck"], start_period = 15 }
    restart_policy = {}
  }
}

output "statements" {
  description = "What the collector may do in AWS: no more than it needs to send"
  value = concat(
    # X-Ray knows no resource for this.
    [for name in keys(local.trace_exporters) : { actions = ["xray:PutTraceSegments"], resources = ["*"] }],
    [
      for group in aws_cloudwatch_log_group.metrics :
      { actions = ["logs:CreateLogStream", "logs:PutLogEvents"], resources = ["${group.arn}:*"] }
    ],
    [for arn in var.workspace_arn[*] : { actions = ["aps:RemoteWrite"], resources = [arn] }],
  )
}
