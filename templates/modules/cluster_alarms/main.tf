locals {
  # What an alarm of the whole cluster reads, and what it means that there is no value.
  known = {
    cpu_reservation = {
      description         = "Tasks reserve more CPU of cluster ${var.cluster_name} than they should: see capacity providers, max_size and the tasks' sizes."
      namespace           = "AWS/ECS"
      metric_name         = "CPUReservation"
      statistic           = "Average"
      comparison_operator = "GreaterThanThreshold"
      # Without instances there is no reservation, and nothing is wrong.
      treat_missing_data = "notBreaching"
    }
    memory_reservation = {
      description         = "Tasks reserve more memory of cluster ${var.cluster_name} than they should: see capacity providers, max_size and the tasks' sizes."
      namespace           = "AWS/ECS"
      metric_name         = "MemoryReservation"
      statistic           = "Average"
      comparison_operator = "GreaterThanThreshold"
      treat_missing_data  = "notBreaching"
    }
    no_agent = {
      description         = "No instance of cluster ${var.cluster_name} reports a task: are there instances, and does their ECS agent run?"
      namespace           = "ECS/ContainerInsights"
      metric_name         = "ContainerInstanceCount"
      statistic           = "Maximum"
      comparison_operator = "LessThanThreshold"
      # Instances without a connected agent or a task are not counted, and a count of none is no data.
      treat_missing_data = "breaching"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "cluster" {
  for_each = var.alarms

  alarm_name          = "${var.cluster_name}-${replace(each.key, "_", "-")}"
  alarm_description   = local.known[each.key].description
  namespace           = local.known[each.key].namespace
  metric_name         = local.known[each.key].metric_name
  dimensions          = { ClusterName = var.cluster_name }
  statistic           = local.known[each.key].statistic
  period              = each.value.period
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = local.known[each.key].comparison_operator
  threshold           = coalesce(each.value.threshold, 1)
  treat_missing_data  = local.known[each.key].treat_missing_data
  alarm_actions       = var.topic_arns
  ok_actions          = var.topic_arns
}

# A daemon is an ECS service with as many tasks wanted as there are instances for it.
resource "aws_cloudwatch_metric_alarm" "daemon_missing" {
  for_each = var.daemon_missing

  alarm_name          = "${var.cluster_name}-${each.key}-missing"
  alarm_description   = "System container ${each.key} of cluster ${var.cluster_name} runs on fewer instances than it should."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = each.value.evaluation_periods
  treat_missing_data  = each.value.treat_missing_data
  alarm_actions       = var.topic_arns
  ok_actions          = var.topic_arns

  metric_query {
    id    = "missing"
    label = "Missing tasks"
    # Where no task runs there is no count of them.
    expression  = "desired - FILL(running, 0)"
    return_data = true
  }

  metric_query {
    id = "desired"

    metric {
      namespace   = "ECS/ContainerInsights"
      metric_name = "DesiredTaskCount"
      dimensions  = { ClusterName = var.cluster_name, ServiceName = each.key }
      stat        = "Average"
      period      = each.value.period
    }
  }

  metric_query {
    id = "running"

    metric {
      namespace   = "ECS/ContainerInsights"
      metric_name = "RunningTaskCount"
      dimensions  = { ClusterName = var.cluster_name, ServiceName = each.key }
      stat        = "Average"
      period      = each.value.period
    }
  }
}

# While ECS moves tasks away from an instance, for up to two days, its group counts it as terminating.
resource "aws_cloudwatch_metric_alarm" "drain_stuck" {
  for_each = var.drain_stuck

  alarm_name          = "${var.cluster_name}-${each.key}-drain-stuck"
  alarm_description   = "Instance group ${each.key} of cluster ${var.cluster_name} does not get rid of instances: see which tasks run on those that drain, and why none takes their place."
  namespace           = "AWS/AutoScaling"
  metric_name         = "GroupTerminatingInstances"
  dimensions          = { AutoScalingGroupName = each.value.autoscaling_group_name }
  statistic           = "Minimum"
  period              = each.value.period
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # A group without instances may send no value.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.topic_arns
  ok_actions         = var.topic_arns
}

# What the agents and the kernel of the instances themselves say.
resource "aws_cloudwatch_metric_alarm" "host_log_errors" {
  for_each = { for watch in var.host_log_errors[*] : "host-logs" => watch }

  alarm_name          = "${var.cluster_name}-${each.key}-errors"
  alarm_description   = "Instances of cluster ${var.cluster_name} write errors: see the log groups ${each.value.log_groups}/<instance group>/<log>."
  namespace           = "${var.cluster_name}/log-errors"
  metric_name         = "host_logs"
  statistic           = "Sum"
  period              = each.value.period
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  # Hosts that write nothing write no errors.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.topic_arns
  ok_actions         = var.topic_arns
}

# Of a container that Docker runs ECS knows nothing: its log alone tells how it does.
resource "aws_cloudwatch_metric_alarm" "log_errors" {
  for_each = var.log_errors

  alarm_name          = "${var.cluster_name}-${each.key}-log-errors"
  alarm_description   = "System container ${each.key} of cluster ${var.cluster_name} writes errors: see the log groups ${each.value.log_groups}/<instance group>."
  namespace           = "${var.cluster_name}/log-errors"
  metric_name         = each.key
  statistic           = "Sum"
  period              = each.value.period
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  # A container that writes nothing writes no errors.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.topic_arns
  ok_actions         = var.topic_arns
}
