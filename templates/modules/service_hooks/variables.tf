variable "family" {
  type        = string
  description = "First part of the name of the role, and what it is described by"
}

variable "function_arns" {
  type        = map(string)
  description = "ARNs of the functions that are asked, by hook, as they are called: with their version or alias"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the role may do; none, unless given"
  default     = null
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
