variable "family" {
  type        = string
  description = "First part of the name of the policy"
}

variable "metric" {
  type        = string
  description = "What is forecast: cpu or memory"
  default     = "cpu"

  validation {
    condition     = contains(["cpu", "memory"], var.metric)
    error_message = "The forecast is of cpu or memory."
  }
}

variable "mode" {
  type        = string
  description = "Whether the forecast is only shown, forecast_only, or starts tasks too, forecast_and_scale"
  default     = "forecast_only"

  validation {
    condition     = contains(["forecast_only", "forecast_and_scale"], var.mode)
    error_message = "The mode is forecast_only or forecast_and_scale."
  }
}

variable "resource_id" {
  type        = string
  description = "What scales, as Application Auto Scaling knows it: service/<cluster>/<service>"
}

variable "scheduling_buffer_time" {
  type        = number
  description = "Seconds before the hour of the forecast in which tasks start"
  default     = 300

  validation {
    condition     = var.scheduling_buffer_time >= 0 && var.scheduling_buffer_time < 3600
    error_message = "Tasks start 0 to 3599 seconds before."
  }
}

variable "target" {
  type        = number
  description = "Percentage that the tasks should use"

  validation {
    condition     = var.target >= 1 && var.target <= 100
    error_message = "Tasks use 1 to 100 percent."
  }
}
