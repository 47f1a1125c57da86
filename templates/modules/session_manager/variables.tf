variable "cluster_name" {
  type        = string
  description = "Name of the cluster"

  validation {
    condition     = length(var.cluster_name) <= 92
    error_message = "With -sessions- and what Terraform adds behind it, a policy's name has up to 128 characters."
  }
}

variable "idle_timeout" {
  type        = number
  description = "Seconds after which an idle session ends, in whole minutes"
  default     = 1200

  validation {
    condition     = var.idle_timeout >= 60 && var.idle_timeout <= 3600 && var.idle_timeout % 60 == 0
    error_message = "Session Manager takes whole minutes, from 1 to 60."
  }
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the sessions' key"
}

variable "log_group" {
  type = object({
    arn  = string
    name = string
  })
  description = "Log group of what people type and see, encrypted with the key; none where sessions are not logged"
  default     = null
}
