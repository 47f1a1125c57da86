variable "alarms" {
  type = map(object({
    threshold = number
    # In seconds; of cpu and memory 300, else 60.
    period             = optional(number)
    evaluation_periods = optional(number, 3)
    # What is made of all values of a period, where there is a choice: of response_time p95.
    statistic = optional(string)
  }))
  description = "When the service is not well, by what is watched: what is too much, or of running_tasks too few"

  validation {
    condition     = length(setsubtract(keys(var.alarms), keys(merge(local.of_tasks, local.of_routes)))) == 0
    error_message = "Known are ${join(", ", sort(keys(merge(local.of_tasks, local.of_routes))))}."
  }

  validation {
    condition     = alltrue([for alarm in var.alarms : alarm.period == null || try(alarm.period % 60 == 0, false)])
    error_message = "An alarm looks at whole minutes."
  }

  validation {
    condition = alltrue([
      for key in setintersection(keys(var.alarms), keys(local.of_routes)) :
      length(var.dimensions.routes) > 0 || (key == "unhealthy_targets" && length(var.dimensions.listeners) > 0)
    ])
    error_message = "Requests are counted on routes, health checks are of routes and listeners: give their dimensions."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "dimensions" {
  type = object({
    routes    = optional(map(object({ LoadBalancer = string, TargetGroup = string })), {})
    listeners = optional(map(object({ LoadBalancer = string, TargetGroup = string })), {})
  })
  description = "Balancer and target group as metrics name them, by route: of application and of network balancers"
  default     = {}
}

variable "family" {
  type        = string
  description = "First part of the alarms' names"
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
