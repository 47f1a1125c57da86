variable "alarms" {
  type = object({
    cpu = optional(object({
      threshold          = number
      period             = optional(number, 300)
      evaluation_periods = optional(number, 3)
    }))
    memory = optional(object({
      threshold          = number
      period             = optional(number, 300)
      evaluation_periods = optional(number, 3)
    }))
    running_tasks = optional(object({
      threshold          = number
      period             = optional(number, 60)
      evaluation_periods = optional(number, 3)
    }))
    http_5xx = optional(object({
      threshold          = number
      period             = optional(number, 60)
      evaluation_periods = optional(number, 3)
    }))
    target_5xx = optional(object({
      threshold          = number
      period             = optional(number, 60)
      evaluation_periods = optional(number, 3)
    }))
    unhealthy_targets = optional(object({
      threshold          = number
      period             = optional(number, 60)
      evaluation_periods = optional(number, 3)
    }))
  })
  description = "When the service is not well: what is too much, or of running_tasks too few; periods in seconds"

  validation {
    condition     = alltrue([for alarm in var.alarms : try(alarm.period % 60 == 0, true)])
    error_message = "An alarm looks at whole minutes."
  }

  validation {
    condition     = var.alarms.http_5xx == null && var.alarms.target_5xx == null || length(var.route_dimensions) > 0
    error_message = "Failed requests are counted on routes: give route_dimensions."
  }

  validation {
    condition     = var.alarms.unhealthy_targets == null || length(merge(var.route_dimensions, var.listener_dimensions)) > 0
    error_message = "Health checks are of routes and listeners: give their dimensions."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "family" {
  type        = string
  description = "First part of the alarms' names"
}

variable "listener_dimensions" {
  type = map(object({
    LoadBalancer = string
    TargetGroup  = string
  }))
  description = "Network balancer and target group as metrics name them, by route"
  default     = {}
}

variable "route_dimensions" {
  type = map(object({
    LoadBalancer = string
    TargetGroup  = string
  }))
  description = "Application balancer and target group as metrics name them, by route"
  default     = {}
}

variable "service_name" {
  type        = string
  description = "Name of the service, which need not stand yet"
}

variable "topic_arns" {
  type        = list(string)
  description = "Topics that the alarms tell"
  default     = []
}
