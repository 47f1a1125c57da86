variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "cooldown" {
  type        = object({ out = optional(number, 60), in = optional(number, 300) })
  description = "Seconds to wait after tasks were added, and after tasks were taken away"
  default     = {}
}

variable "family" {
  type        = string
  description = "First part of the name of the policy"
}

variable "messages_per_task" {
  type        = number
  description = "Messages that may wait for each task"

  validation {
    condition     = var.messages_per_task > 0
    error_message = "More than none may wait."
  }
}

variable "queue_name" {
  type        = string
  description = "Name of the queue, in the account and region of the service"
}

variable "resource_id" {
  type        = string
  description = "What scales, as Application Auto Scaling knows it: service/<cluster>/<service>"
}

variable "service_name" {
  type        = string
  description = "Name of the service"
}
