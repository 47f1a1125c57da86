locals {
  # What an alarm of the routes reads of each target group, and what it makes of all values of a period.
  of_routes = {
    http_4xx = {
      description = "The tasks of ${var.family} answer 4xx."
      expression  = "SUM(METRICS())"
      statistic   = "Sum"
      metrics     = { "AWS/ApplicationELB" = ["HTTPCode_Target_4XX_Count"] }
    }
    http_5xx = {
      description = "Requests to ${var.family} fail: its tasks answer 5xx, or the balancer cannot connect to them."
      expression  = "SUM(METRICS())"
      statistic   = "Sum"
      metrics = {
        "AWS/ApplicationELB" = ["HTTPCode_Target_5XX_Count", "TargetConnectionErrorCount"]
      }
    }
    target_5xx = {
      description = "The tasks of ${var.family} answer 5xx."
      expression  = "SUM(METRICS())"
      statistic   = "Sum"
      metrics     = { "AWS/ApplicationELB" = ["HTTPCode_Target_5XX_Count"] }
    }
    response_time = {
      description = "The tasks of ${var.family} answer slowly."
      expression  = "MAX(METRICS())"
      statistic   = "p95"
      metrics     = { "AWS/ApplicationELB" = ["TargetResponseTime"] }
    }
    unhealthy_targets = {
      description = "Tasks of ${var.family} fail the health check of a balancer."
      expression  = "MAX(METRICS())"
      statistic   = "Maximum"
      metrics = {
        "AWS/ApplicationELB" = ["UnHealthyHostCount"]
        "AWS/NetworkELB"     = ["UnHealthyHostCount"]
      }
    }
  }

  targets = {
    "AWS/ApplicationELB" = var.dimensions.routes
    "AWS/NetworkELB"     = var.dimensions.listeners
  }
}

resource "aws_cloudwatch_metric_alarm" "route" {
  for_each = { for key, alarm in var.alarms : key => alarm if contains(keys(local.of_routes), key) }

  alarm_name          = "${var.family}-${replace(each.key, "_", "-")}"
  alarm_description   = local.of_routes[each.key].description
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  # A balancer counts only what there is: without requests there is no value, and nothing is wrong.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.topic_arns
  ok_actions         = var.topic_arns

  metric_query {
    id          = "routes"
    label       = "All routes"
    expression  = local.of_routes[each.key].expression
    return_data = true
  }

  dynamic "metric_query" {
    for_each = flatten([
      for namespace, metric_names in local.of_routes[each.key].metrics : [
        for route, dimensions in local.targets[namespace] : [
          for metric_name in metric_names : {
            id          = lower(replace("route_${route}_${metric_name}", "/[^A-Za-z0-9]/", "_"))
            namespace   = namespace
            metric_name = metric_name
            dimensions  = dimensions
          }
        ]
      ]
    ])

    content {
      id = metric_query.value.id

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric_name
        dimensions  = metric_query.value.dimensions
        stat        = coalesce(each.value.statistic, local.of_routes[each.key].statistic)
        period      = coalesce(each.value.period, 60)
      }
    }
  }
}
