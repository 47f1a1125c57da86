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

variable "enabled" {
  type        = bool
  description = "Whether the schedule starts it"
  default     = true
}

variable "family" {
  type        = string
  description = "Family of the task definition; the schedule has the same name"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.family))
    error_message = "A schedule's name, and with -failed-starts behind it a queue's, has letters, digits, underscores and hyphens, and a schedule's up to 64."
  }
}

variable "flexible_window" {
  type        = number
  description = "Seconds after the moment in which AWS may start it, whole minutes; none, unless given"
  default     = null

  validation {
    condition     = try(var.flexible_window % 60 == 0 && var.flexible_window >= 60 && var.flexible_window <= 86400, var.flexible_window == null)
    error_message = "A window has 1 to 1440 whole minutes."
  }
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts the schedule; that of AWS, unless given"
  default     = null
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

variable "overrides" {
  type = object({
    container   = string
    command     = optional(list(string))
    environment = optional(map(string), {})
  })
  description = "What a container of the scheduled runs has other than the task definition says"
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
  description = "First part of the role's name, before run- and what makes it unique; the family and a hyphen, unless given"
  default     = null

  validation {
    condition     = length(coalesce(var.role_name_prefix, "${var.family}-")) <= 34
    error_message = "With run- and the 26 characters that Terraform adds, a role's name has up to 64."
  }
}

variable "schedule" {
  type        = string
  description = "When it runs: rate(), cron() or at()"

  validation {
    condition     = can(regex("^(rate|cron|at)\\(.+\\)$", var.schedule))
    error_message = "A schedule is rate(), cron() or at()."
  }
}

variable "task_count" {
  type        = number
  description = "Number of tasks of a run"
  default     = 1

  validation {
    condition     = var.task_count >= 1 && var.task_count <= 10
    error_message = "A run has 1 to 10 tasks."
  }
}

variable "task_definition_arn" {
  type        = string
  description = "ARN of the revision that it starts, once its roles may do their work; the newest of the family, unless given"
  default     = null
}

variable "timezone" {
  type        = string
  description = "Time zone of cron and at"
  default     = "UTC"
}

variable "workflow" {
  type = object({
    arn = string
  })
  description = "Workflow of Step Functions that runs the task, once its role may; the schedule runs it itself, unless given"
  default     = null
}
