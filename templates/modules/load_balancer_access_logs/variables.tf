variable "account_id" {
  type        = string
  description = "Account of the balancer"
}

variable "bucket_prefix" {
  type        = string
  description = "First part of the bucket's name"

  validation {
    condition     = length(var.bucket_prefix) <= 37
    error_message = "Terraform adds 26 characters, and a bucket's name has up to 63."
  }
}

variable "force_destroy" {
  type        = bool
  description = "Whether the logs may go with their bucket; only what protects the balancer protects its logs"
  default     = false
}

variable "log_retention_days" {
  type        = number
  description = "Days that access logs are kept; 0 keeps them for ever"
  default     = 365
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the region belongs to"
  default     = "aws"
}

variable "prefix" {
  type        = string
  description = "Prefix of the logs in the bucket: the name of the balancer"
}

variable "region" {
  type        = string
  description = "Region of the balancer"
}

variable "type" {
  type        = string
  description = "Type of the balancer: application, network or classic"
  default     = "application"

  validation {
    condition     = contains(["application", "network", "classic"], var.type)
    error_message = "Balancers that write access logs are of type application, network or classic."
  }
}
