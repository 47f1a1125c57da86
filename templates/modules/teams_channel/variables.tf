variable "account_id" {
  type        = string
  description = "Account that the channel's role belongs to"
}

variable "channel_id" {
  type        = string
  description = "Id of the Teams channel, as its link has it: 19%3a…%40thread.tacv2"

  validation {
    condition     = can(regex("%3[Aa].*%40", var.channel_id))
    error_message = "A channel's id has %3a and %40 in it, as the link to the channel has them."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
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

variable "role_name_prefix" {
  type        = string
  description = "First part of the role's name, behind which Terraform puts what makes it unique"

  validation {
    condition     = length(var.role_name_prefix) <= 38
    error_message = "Terraform adds 26 characters, and a role's name has up to 64."
  }
}

variable "team_id" {
  type        = string
  description = "Id of the team"
}

variable "tenant_id" {
  type        = string
  description = "Id of the tenant of Microsoft"
}

variable "topic_arns" {
  type        = list(string)
  description = "ARNs of the topics that the channel shows: of this cluster, and of others"
}
