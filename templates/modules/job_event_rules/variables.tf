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
  description = "Capacity providers that tasks run on, which the cluster has; none where a workflow runs them"
  default     = []
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "container" {
  type        = string
  description = "Name of the container that gets the variables of an event"
}

variable "events" {
  type = map(object({
    s3          = optional(object({ bucket = string, prefix = optional(string) }))
    source      = optional(list(string), [])
    detail_type = optional(list(string), [])
    detail      = optional(string)
    event_bus   = optional(string, "default")
    environment = optional(map(string), {})
  }))
  description = "Events that start it, by name: objects of S3, or a pattern; environment has paths into the event"

  validation {
    condition     = alltrue([for key, event in var.events : length("${var.family}-${key}") <= 64])
    error_message = "With the family before it, a rule's name has up to 64 characters."
  }

  validation {
    condition     = alltrue([for event in var.events : event.s3 != null || length(event.source) > 0])
    error_message = "An event is of a bucket, or of a source."
  }
}

variable "family" {
  type        = string
  description = "Family of the task definition, with which the names of the rules begin"
}

variable "maximum_event_age" {
  type        = number
  description = "Seconds in which starting it is tried"
  default     = 3600

  validation {
    condition     = var.maximum_event_age >= 60 && var.maximum_event_age <= 86400
    error_message = "Starting is tried for 60 to 86400 seconds."
  }
}

variable "maximum_retry_attempts" {
  type        = number
  description = "How often starting it is tried again"
  default     = 3

  validation {
    condition     = var.maximum_retry_attempts >= 0 && var.maximum_retry_attempts <= 185
    error_message = "Starting is tried again 0 to 185 times."
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

variable "role_arns" {
  type        = list(string)
  description = "ARNs of the roles of the task; none where a workflow runs it"
  default     = []
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the role's name, before rule- and what makes it unique; the family and a hyphen, unless given"
  default     = null

  validation {
    condition     = length(coalesce(var.role_name_prefix, "${var.family}-")) <= 33
    error_message = "With rule- and the 26 characters that Terraform adds, a role's name has up to 64."
  }
}

variable "task_definition_arn" {
  type        = string
  description = "ARN of the revision that it starts, once its roles may do their work; the newest of the family, unless given"
  default     = null
}

variable "workflow" {
  type = object({
    arn = string
  })
  description = "Workflow of Step Functions that runs the task, once its role may; the rules run it themselves, unless given"
  default     = null
}
