variable "cooldown" {
  type        = object({ out = optional(number, 60), in = optional(number, 300) })
  description = "Seconds to wait after tasks were added, and after tasks were taken away"
  default     = {}
}

variable "dimensions" {
  type        = map(object({ LoadBalancer = string, TargetGroup = string }))
  description = "Balancer and target group as metrics name them, by route"
}

variable "family" {
  type        = string
  description = "First part of the names of the policies"
}

variable "resource_id" {
  type        = string
  description = "What scales, as Application Auto Scaling knows it: service/<cluster>/<service>"
}

variable "response_times" {
  type        = map(number)
  description = "Seconds until an answer that are held, by route"

  validation {
    condition     = alltrue([for seconds in values(var.response_times) : seconds > 0])
    error_message = "An answer takes some time."
  }
}
