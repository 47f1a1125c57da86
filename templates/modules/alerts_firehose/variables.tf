variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the role may do; none, unless given"
  default     = null
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the role's name, behind which Terraform puts what makes it unique"

  validation {
    condition     = length(var.role_name_prefix) <= 38
    error_message = "Terraform adds 26 characters, and a role's name has up to 64."
  }
}

variable "streams" {
  type        = map(string)
  description = "ARNs of the streams, by name"
}
