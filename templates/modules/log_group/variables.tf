variable "kms_key_arn" {
  type        = string
  description = "ARN of the log group's key, whose policy admits CloudWatch Logs; that of CloudWatch Logs, unless given"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the log group"

  validation {
    condition     = can(regex("^[A-Za-z0-9._/#-]{1,512}$", var.name))
    error_message = "A log group's name has up to 512 letters, digits and the characters . _ / # -"
  }
}

variable "retention_days" {
  type        = number
  description = "Days that logs are kept; 0 keeps them for ever"
  default     = 365
}
