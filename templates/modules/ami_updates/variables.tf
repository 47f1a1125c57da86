variable "account_id" {
  type        = string
  description = "Account that the cluster is in"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"

  validation {
    condition     = length(var.cluster_name) <= 24
    error_message = "With -ami-schedule- behind it, a role's prefix has up to 38 characters."
  }
}

variable "dns_suffix" {
  type        = string
  description = "Domain of AWS's endpoints in the partition"
  default     = "amazonaws.com"
}

variable "groups" {
  type = map(object({
    image_id  = string
    parameter = string
  }))
  description = "Image, and the public SSM parameter with the recommended one, by instance group"
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key of the alerts, where the cluster has one"
  default     = null
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the roles may do; none, unless given"
  default     = null
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "schedule" {
  type        = string
  description = "When the images are compared: rate(1 day), or cron(…) in UTC"
  default     = "rate(1 day)"

  validation {
    condition     = can(regex("^(rate|cron)\\(.+\\)$", var.schedule))
    error_message = "Write rate(1 day), or cron(…) with six fields as EventBridge has it."
  }
}

variable "slack_topic_arn" {
  type        = string
  description = "Topic of the Slack channel, where alerts go there too"
  default     = null
}

variable "teams_topic_arn" {
  type        = string
  description = "Topic of the Teams channel, where alerts go there too"
  default     = null
}

variable "topic_arn" {
  type        = string
  description = "Topic that is told of newer images"
}

variable "undelivered_queue_arn" {
  type        = string
  description = "Queue of checks that could not be started"
}
