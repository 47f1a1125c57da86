variable "alarms" {
  type = map(object({
    threshold          = optional(number)
    period             = optional(number, 300)
    evaluation_periods = optional(number, 3)
  }))
  description = "Alarms of the whole cluster: cpu_reservation and memory_reservation ring above so many percent, no_agent below so many instances (1); seconds, and how many periods in a row"
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.alarms), keys(local.known))) == 0
    error_message = "Known are ${join(", ", keys(local.known))}."
  }

  validation {
    condition     = alltrue([for name, alarm in var.alarms : alarm.threshold != null || name == "no_agent"])
    error_message = "An alarm of reserved capacity has a threshold, in percent."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "daemon_missing" {
  type = map(object({
    period             = optional(number, 300)
    evaluation_periods = optional(number, 3)
    treat_missing_data = optional(string, "breaching")
  }))
  description = "Daemons that are missed, by the name of their ECS service; no data is a fault, unless there may be no instance"
  default     = {}
}

variable "drain_stuck" {
  type = map(object({
    autoscaling_group_name = string
    period                 = optional(number, 300)
    evaluation_periods     = optional(number, 12)
  }))
  description = "Instance groups that must not take longer to get rid of an instance, by name"
  default     = {}
}

variable "host_log_errors" {
  type = object({
    log_groups         = string
    threshold          = optional(number, 0)
    period             = optional(number, 300)
    evaluation_periods = optional(number, 1)
  })
  description = "Watch over the hosts' logs: first part of the log groups' names, and lines with errors in a period beyond which the alarm rings"
  default     = null
}

variable "log_errors" {
  type = map(object({
    log_groups         = string
    threshold          = optional(number, 0)
    period             = optional(number, 300)
    evaluation_periods = optional(number, 1)
  }))
  description = "Containers that Docker runs whose logs are watched, by name: first part of the log groups' names, and lines with errors in a period beyond which the alarm rings"
  default     = {}
}

variable "topic_arns" {
  type        = list(string)
  description = "ARNs of the topics that the alarms tell"
}
