variable "account_id" {
  type        = string
  description = "Account of the cluster"
}

variable "capacity" {
  type = list(object({
    provider = string
    weight   = optional(number, 1)
    base     = optional(number, 0)
  }))
  description = "Capacity providers that tasks run on, which the cluster has"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "family" {
  type        = string
  description = "Family of the task definition; the workflow has the same name"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.family))
    error_message = "A workflow's name has up to 80 letters, digits, underscores and hyphens."
  }
}

variable "network" {
  type = object({
    subnet_ids         = map(string)
    security_group_ids = list(string)
    assign_public_ip   = optional(bool, false)
  })
  description = "Where tasks of network mode awsvpc get their addresses; none in the others"
  default     = null
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the role may do; none, unless given"
  default     = null
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "retry" {
  type = object({
    max_attempts = number
    interval     = optional(number, 60)
    backoff_rate = optional(number, 2)
  })
  description = "How a run that failed is done again: how often, after how many seconds, and by how much each further wait is longer; it is not, unless given"
  default     = null

  validation {
    condition     = var.retry == null ? true : var.retry.max_attempts >= 1 && var.retry.interval >= 1 && var.retry.backoff_rate >= 1
    error_message = "A run is done again at least once, after a second or more, and no wait is shorter than the one before."
  }
}

variable "role_arns" {
  type        = list(string)
  description = "ARNs of the roles of the task"
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the role's name, before flow- and what makes it unique; the family and a hyphen, unless given"
  default     = null

  validation {
    condition     = length(coalesce(var.role_name_prefix, "${var.family}-")) <= 33
    error_message = "With flow- and the 26 characters that Terraform adds, a role's name has up to 64."
  }
}

variable "task_definition_arn" {
  type        = string
  description = "ARN of the revision that it runs, once its roles may do their work; the newest of the family, unless given"
  default     = null
}

variable "timeout" {
  type        = number
  description = "Seconds after which a run is stopped; it may run for ever, unless given"
  default     = null

  validation {
    condition     = var.timeout == null ? true : var.timeout >= 60 && var.timeout <= 31536000
    error_message = "A run is stopped after 60 to 31536000 seconds."
  }
}
