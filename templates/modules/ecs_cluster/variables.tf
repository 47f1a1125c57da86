variable "container_insights" {
  type        = string
  description = "Container Insights: enhanced, enabled or disabled"
  default     = "enabled"

  validation {
    condition     = contains(["enhanced", "enabled", "disabled"], var.container_insights)
    error_message = "Container Insights are enhanced, enabled or disabled."
  }
}

variable "exec" {
  type = object({
    kms_key_arn    = string
    log_group_name = optional(string)
  })
  description = "Audit of ECS Exec: the key of its sessions, and their log group where they are logged"
  default     = null
}

variable "insights_log_group_name" {
  type        = string
  description = "Log group of Container Insights, which has to exist before the cluster; none where they are disabled"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the cluster"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.name))
    error_message = "A cluster's name has up to 255 letters, digits, hyphens and underscores."
  }
}
