variable "account_id" {
  type        = string
  description = "Account that the provider belongs to"
}

variable "address" {
  type        = string
  description = "Address of the provider, without https://"

  validation {
    condition     = can(regex("^[a-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$", var.address))
    error_message = "An address has a host and a path, no port and no query."
  }
}

variable "audience" {
  type        = string
  description = "Whom the tokens are for, as they say"
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}
