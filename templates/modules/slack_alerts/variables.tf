variable "account_id" {
  type        = string
  description = "Account that the channel's role belongs to"
}

variable "channel_id" {
  type        = string
  description = "Id of the Slack channel, such as C07EXAMPLE"

  validation {
    condition     = can(regex("^[A-Za-z0-9]{1,255}$", var.channel_id))
    error_message = "A channel's id has letters and digits; it is not its name."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "events" {
  type = map(object({
    rule     = string
    headline = string
    paths    = map(string)
  }))
  description = "Rules whose events are told: what a message says, and where the event has the words in angle brackets"
  default     = {}
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the role's name, behind which Terraform puts what makes it unique"

  validation {
    condition     = length(var.role_name_prefix) <= 38
    error_message = "Terraform adds 26 characters, and a role's name has up to 64."
  }
}

variable "topic_arn" {
  type        = string
  description = "ARN of a topic of the channel's own: it shows only messages in the form of Amazon Q Developer, which no person wants by mail"
}

variable "undelivered_queue_arn" {
  type        = string
  description = "ARN of the queue of alerts that could not be delivered"
}

variable "workspace_id" {
  type        = string
  description = "Id of the Slack workspace, such as T07EXAMPLE"

  validation {
    condition     = can(regex("^[0-9A-Z]{1,255}$", var.workspace_id))
    error_message = "A workspace's id has capital letters and digits."
  }
}
