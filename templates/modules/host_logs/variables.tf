variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "log_kms_key_arn" {
  type        = string
  description = "ARN of the log groups' key; that of CloudWatch Logs, unless given"
  default     = null
}

variable "log_prefix" {
  type        = string
  description = "First part of the log groups' names"

  validation {
    condition     = length(join("/", compact([var.log_prefix, "host", var.name, "ecs-agent"]))) <= 512
    error_message = "A log group's name has up to 512 characters."
  }
}

variable "log_retention_days" {
  type        = number
  description = "Days that the logs are kept; 0 keeps them for ever"
  default     = 365
}

variable "name" {
  type        = string
  description = "Name of the instance group; of all groups, unless given"
  default     = null
}
