resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = var.log_group_names

  name           = "errors"
  log_group_name = each.value
  pattern        = var.pattern

  metric_transformation {
    # Without the group: one alarm tells of what writes these logs, wherever it runs.
    namespace     = var.namespace
    name          = var.name
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}
