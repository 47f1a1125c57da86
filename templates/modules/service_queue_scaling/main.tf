# A task has a share of the messages that wait: more wait than that, and tasks come; fewer, and they go.
# https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
resource "aws_appautoscaling_policy" "this" {
  name               = "${var.family}-queue/backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = var.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.messages_per_task
    scale_in_cooldown  = var.cooldown.in
    scale_out_cooldown = var.cooldown.out

    customized_metric_specification {
      metrics {
        id          = "messages"
        label       = "Messages that wait"
        return_data = false

        metric_stat {
          stat = "Maximum"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"

            dimensions {
              name  = "QueueName"
              value = var.queue_name
            }
          }
        }
      }

      metrics {
        id          = "tasks"
        label       = "Tasks that run"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = var.cluster_name
            }

            dimensions {
              name  = "ServiceName"
              value = var.service_name
            }
          }
        }
      }

      # While none runs, or none is counted, one is taken for granted: there are messages and nothing to divide them by.
      metrics {
        id          = "backlog"
        label       = "Messages that wait for each task"
        expression  = "messages / IF(FILL(tasks, 0) > 0, tasks, 1)"
        return_data = true
      }
    }
  }
}
