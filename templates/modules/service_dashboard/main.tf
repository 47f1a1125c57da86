locals {
  of_service = ["ClusterName", var.cluster_name, "ServiceName", var.service_name]
  of_routes = {
    for route, dimensions in var.dimensions.routes :
    route => ["LoadBalancer", dimensions.LoadBalancer, "TargetGroup", dimensions.TargetGroup]
  }
  of_listeners = {
    for route, dimensions in var.dimensions.listeners :
    route => ["LoadBalancer", dimensions.LoadBalancer, "TargetGroup", dimensions.TargetGroup]
  }

  # What a metric shows, and what its line is called behind the route.
  answers = { HTTPCode_Target_5XX_Count = "answered 5xx", TargetConnectionErrorCount = "not connected" }
  checks  = { HealthyHostCount = "healthy", UnHealthyHostCount = "unhealthy" }

  # One without metrics is left out.
  widgets = [
    {
      title = "CPU and memory, percent of the tasks' size"
      stat  = "Average"
      metrics = [
        concat(["AWS/ECS", "CPUUtilization"], local.of_service, [{ label = "CPU" }]),
        concat(["AWS/ECS", "MemoryUtilization"], local.of_service, [{ label = "Memory" }]),
      ]
    },
    {
      title = "Tasks"
      stat  = "Average"
      metrics = [
        for metric_name, label in { DesiredTaskCount = "Wanted", RunningTaskCount = "Running" } :
        concat(["ECS/ContainerInsights", metric_name], local.of_service, [{ label = label }])
        if var.container_insights != "disabled"
      ]
    },
    {
      title = "Requests a minute"
      stat  = "Sum"
      metrics = [
        for route, dimensions in local.of_routes :
        concat(["AWS/ApplicationELB", "RequestCount"], dimensions, [{ label = route }])
      ]
    },
    {
      title = "Requests that fail, a minute"
      stat  = "Sum"
      metrics = [
        for pair in setproduct(keys(local.answers), keys(local.of_routes)) :
        concat(["AWS/ApplicationELB", pair[0]], local.of_routes[pair[1]], [{ label = "${pair[1]} ${local.answers[pair[0]]}" }])
      ]
    },
    {
      title = "Tasks that pass and that fail the health check of a route"
      stat  = "Maximum"
      metrics = [
        for pair in setproduct(keys(local.checks), keys(local.of_routes)) :
        concat(["AWS/ApplicationELB", pair[0]], local.of_routes[pair[1]], [{ label = "${pair[1]} ${local.checks[pair[0]]}" }])
      ]
    },
    {
      title = "Tasks that pass and that fail the check of a network balancer"
      stat  = "Maximum"
      metrics = [
        for pair in setproduct(keys(local.checks), keys(local.of_listeners)) :
        concat(["AWS/NetworkELB", pair[0]], local.of_listeners[pair[1]], [{ label = "${pair[1]} ${local.checks[pair[0]]}" }])
      ]
    },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.family

  # Widgets without a place follow each other, two in a row.
  dashboard_body = jsonencode({
    widgets = [
      for widget in local.widgets : {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title   = widget.title
          region  = var.region
          stat    = widget.stat
          period  = 60
          yAxis   = { left = { min = 0 } }
          metrics = widget.metrics
        }
      } if length(widget.metrics) > 0
    ]
  })
}
