variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "instance_groups" {
  type        = list(string)
  description = "Names of the groups whose instances run it; all, unless given"
  default     = []
}

variable "name" {
  type        = string
  description = "Name of the service"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.name))
    error_message = "A service's name has up to 255 letters, digits, underscores and hyphens."
  }
}

variable "network" {
  type = object({
    subnet_ids         = map(string)
    security_group_ids = list(string)
  })
  description = "Network of tasks in mode awsvpc: subnets by zone; null in other modes"
  default     = null
}

variable "task_definition_arn" {
  type        = string
  description = "ARN of the task definition"
}
