resource "aws_appautoscaling_policy" "this" {
  for_each = var.response_times

  name               = "${var.family}-response-time-${each.key}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = var.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = each.value
    scale_in_cooldown  = var.cooldown.in
    scale_out_cooldown = var.cooldown.out

    customized_metric_specification {
      metrics {
        id          = "seconds"
        label       = "Seconds until an answer"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/ApplicationELB"
            metric_name = "TargetResponseTime"

            dimensions {
              name  = "LoadBalancer"
              value = var.dimensions[each.key].LoadBalancer
            }

            dimensions {
              name  = "TargetGroup"
              value = var.dimensions[each.key].TargetGroup
            }
          }
        }
      }

      # Without requests there is no value, and without a value no task would go.
      metrics {
        id          = "held"
        label       = "Seconds until an answer, none without requests"
        expression  = "FILL(seconds, 0)"
        return_data = true
      }
    }
  }
}
