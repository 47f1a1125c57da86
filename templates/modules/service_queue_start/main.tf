# What holds the messages for each task multiplies the tasks that there are: of none it makes none. So the first task
# comes by a step, once a message waits.
resource "aws_appautoscaling_policy" "this" {
  name               = "${var.family}-queue/start"
  policy_type        = "StepScaling"
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = var.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = var.cooldown
    metric_aggregation_type = "Maximum"

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}

# Counts the tasks that there should be: one that is on its way is no reason for a second. It tells nobody but the policy.
resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = "${var.family}-queue/start"
  alarm_description   = "Starts a task of ${var.family}: messages wait in queue ${var.queue_name}, and there is none."
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.this.arn]

  metric_query {
    id          = "waiting"
    label       = "Messages that wait while there is no task"
    expression  = "IF(FILL(tasks, 0) > 0, 0, messages)"
    return_data = true
  }

  metric_query {
    id = "messages"

    metric {
      namespace   = "AWS/SQS"
      metric_name = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = var.queue_name }
      period      = 60
      stat        = "Maximum"
    }
  }

  metric_query {
    id = "tasks"

    metric {
      namespace   = "ECS/ContainerInsights"
      metric_name = "DesiredTaskCount"
      dimensions  = { ClusterName = var.cluster_name, ServiceName = var.service_name }
      period      = 60
      stat        = "Maximum"
    }
  }
}
