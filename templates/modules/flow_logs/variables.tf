variable "account_id" {
  type        = string
  description = "Account that the logs come from"
}

variable "log_kms_key_arn" {
  type        = string
  description = "ARN of the log group's key; that of CloudWatch Logs, unless given"
  default     = null
}

variable "log_prefix" {
  type        = string
  description = "First part of the log group's name"
}

variable "log_retention_days" {
  type        = number
  description = "Days that flow logs are kept; 0 keeps them for ever"
  default     = 365
}

variable "name" {
  type        = string
  description = "Name of the VPC"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the role may do; none, unless given"
  default     = null
}

variable "traffic_type" {
  type        = string
  description = "Traffic that is logged: ALL, ACCEPT or REJECT"
  default     = "ALL"

  validation {
    condition     = contains(["ALL", "ACCEPT", "REJECT"], var.traffic_type)
    error_message = "Flow logs show ALL, ACCEPT or REJECT."
  }
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}
