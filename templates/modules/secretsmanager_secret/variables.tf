variable "description" {
  type        = string
  description = "What the secret is for"
  default     = null

  validation {
    condition     = length(coalesce(var.description, "-")) <= 2048
    error_message = "A description has up to 2048 characters."
  }
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts it; the account's own key of Secrets Manager, unless given"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the secret"

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.name))
    error_message = "A secret's name has up to 512 letters, digits and /_+=.@-."
  }
}

variable "recovery_window_days" {
  type        = number
  description = "Days in which a deleted secret can be brought back"
  default     = 30

  validation {
    condition     = var.recovery_window_days >= 7 && var.recovery_window_days <= 30
    error_message = "A deleted secret can be brought back for 7 to 30 days."
  }
}
