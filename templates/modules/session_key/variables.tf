variable "account_id" {
  type        = string
  description = "Account that the key belongs to"
}

variable "description" {
  type        = string
  description = "What the key encrypts"
}

variable "log_group_name" {
  type        = string
  description = "Log group of the sessions, which needs the key before it exists; none where sessions are not logged"
  default     = null
}

variable "logs_principal" {
  type        = string
  description = "What policies call CloudWatch Logs; logs.<region>.amazonaws.com, unless given"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the key, and its alias"

  validation {
    condition     = can(regex("^[A-Za-z0-9/_-]{1,250}$", var.name)) && !startswith(var.name, "aws/")
    error_message = "Behind alias/ there are up to 250 letters, digits and the characters / _ - and not aws/ at first."
  }
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "region" {
  type        = string
  description = "Region of the key"
}
