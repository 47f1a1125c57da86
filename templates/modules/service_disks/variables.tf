variable "dns_suffix" {
  type        = string
  description = "Domain of AWS's endpoints in the region"
  default     = "amazonaws.com"
}

variable "family" {
  type        = string
  description = "Family of the tasks, which the role's name begins with"
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts the disks; the account's for EBS, unless given"
  default     = null
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the role may do; none, unless given"
  default     = null
}

variable "region" {
  type        = string
  description = "Region of the cluster"
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
