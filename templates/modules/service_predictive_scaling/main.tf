locals {
  metrics = {
    cpu    = "ECSServiceCPUUtilization"
    memory = "ECSServiceMemoryUtilization"
  }
}

# It starts tasks ahead of the load and takes none away: that is for what follows the load itself.
resource "aws_appautoscaling_policy" "this" {
  name               = "${var.family}-predictive"
  policy_type        = "PredictiveScaling"
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = var.resource_id

  predictive_scaling_policy_configuration {
    mode                         = var.mode == "forecast_and_scale" ? "ForecastAndScale" : "ForecastOnly"
    scheduling_buffer_time       = var.scheduling_buffer_time
    max_capacity_breach_behavior = "HonorMaxCapacity"

    metric_specification {
      target_value = tostring(var.target)

      predefined_metric_pair_specification {
        predefined_metric_type = local.metrics[var.metric]
      }
    }
  }
}
