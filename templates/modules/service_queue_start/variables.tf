variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "cooldown" {
  type        = number
  description = "Seconds to wait after a task was started"
  default     = 60
}

variable "family" {
  type        = string
  description = "First part of the names of policy and alarm"
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
