variable "account_id" {
  type        = string
  description = "Account that the user belongs to"
}

variable "name" {
  type        = string
  description = "Name of the user"

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@-]{1,64}$", var.name))
    error_message = "A user's name has 1 to 64 letters, digits and _+=,.@-"
  }
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the user may do; none, unless given"
  default     = null
}
