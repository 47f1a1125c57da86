variable "account_id" {
  type        = string
  description = "Account of the alarms that may publish"
}

variable "budget_names" {
  type        = list(string)
  description = "Budgets that publish; without one AWS Budgets may not"
  default     = []
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster, with which the names of its alarms begin"
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts messages, which all who publish may use"
}

variable "name" {
  type        = string
  description = "Name of the topic"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,256}$", var.name))
    error_message = "A topic's name has 1 to 256 letters, digits, underscores and hyphens."
  }
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "region" {
  type        = string
  description = "Region of the alarms that may publish"
}

variable "rule_arns" {
  type        = list(string)
  description = "ARNs of the rules of EventBridge that publish; without one EventBridge may not"
  default     = []
}
