variable "family" {
  type        = string
  description = "Family of the tasks, which the role's name begins with"
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the role's name, where the family is too long for it"
  default     = null

  validation {
    condition     = length(coalesce(var.role_name_prefix, "${var.family}-")) <= 33
    error_message = "The first part of a role's name has up to 33 characters: give a shorter one than the family."
  }
}
