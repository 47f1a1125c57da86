variable "account_id" {
  type        = string
  description = "Account of the cluster"
}

variable "autoscaling_group_names" {
  type        = map(string)
  description = "Names of the autoscaling groups, by instance group"
  default     = {}
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "events" {
  type        = list(string)
  description = "Events that are told, such as task_failed"

  validation {
    condition     = length(setsubtract(var.events, keys(local.known))) == 0
    error_message = "Known are ${join(", ", keys(local.known))}."
  }

  validation {
    condition     = alltrue([for event in var.events : length("${var.cluster_name}-${event}") <= 64])
    error_message = "With the event behind the cluster's name, a rule's name has up to 64 characters."
  }

  validation {
    condition     = length(var.autoscaling_group_names) > 0 || length(setintersection(var.events, ["launch_failed", "refresh_failed"])) == 0
    error_message = "Of instances only the autoscaling groups tell: launch_failed and refresh_failed need their names."
  }
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "workflow_families" {
  type        = list(string)
  description = "Families of tasks that workflows run and tell of: task_failed leaves them out"
  default     = []
}
