resource "aws_appautoscaling_policy" "steps" {
  for_each = var.steps

  name               = "${var.family}-${each.key}"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = var.scaling.cooldown[basename(each.key)]
    metric_aggregation_type = "Average"

    dynamic "step_adjustment" {
      for_each = each.value.adjustments

      content {
        metric_interval_lower_bound = step_adjustment.value.lower
        metric_interval_upper_bound = step_adjustment.value.upper
        scaling_adjustment          = step_adjustment.value.change
      }
    }
  }
}

# Bounds of the steps count from the threshold at which it rings. It tells nobody but the policy: that tasks come and go
# is no fault.
resource "aws_cloudwatch_metric_alarm" "steps" {
  for_each = var.steps

  alarm_name          = "${var.family}-${each.key}"
  alarm_description   = "Scales ${var.family} ${basename(each.key)}."
  namespace           = each.value.namespace
  metric_name         = each.value.metric_name
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = basename(each.key) == "out" ? "GreaterThanOrEqualToThreshold" : "LessThanOrEqualToThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.steps[each.key].arn]
}
