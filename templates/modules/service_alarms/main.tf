locals {
  # What an alarm of the tasks reads, when it rings, and what it means that there is no value.
  of_tasks = {
    cpu = {
      description         = "The tasks of ${var.family} use more of their CPU than they should."
      namespace           = "AWS/ECS"
      metric_name         = "CPUUtilization"
      period              = 300
      comparison_operator = "GreaterThanThreshold"
      treat_missing_data  = "notBreaching"
    }
    memory = {
      description         = "The tasks of ${var.family} use more of their memory than they should."
      namespace           = "AWS/ECS"
      metric_name         = "MemoryUtilization"
      period              = 300
      comparison_operator = "GreaterThanThreshold"
      treat_missing_data  = "notBreaching"
    }
    # Where no task runs there is no count of them.
    running_tasks = {
      description         = "Fewer tasks of ${var.family} run than should: see the events of the service."
      namespace           = "ECS/ContainerInsights"
      metric_name         = "RunningTaskCount"
      period              = 60
      comparison_operator = "LessThanThreshold"
      treat_missing_data  = "breaching"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for key, alarm in var.alarms : key => alarm if contains(keys(local.of_tasks), key) }

  alarm_name          = "${var.family}-${replace(each.key, "_", "-")}"
  alarm_description   = local.of_tasks[each.key].description
  namespace           = local.of_tasks[each.key].namespace
  metric_name         = local.of_tasks[each.key].metric_name
  dimensions          = { ClusterName = var.cluster_name, ServiceName = var.service_name }
  statistic           = "Average"
  period              = coalesce(each.value.period, local.of_tasks[each.key].period)
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = local.of_tasks[each.key].comparison_operator
  threshold           = each.value.threshold
  treat_missing_data  = local.of_tasks[each.key].treat_missing_data
  alarm_actions       = var.topic_arns
  ok_actions          = var.topic_arns
}
